using IpAccess.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IpAccess.Tests;

/// <summary>Who uses whom in the sources of the library and of what it shares with apps, as the compiler understands them.</summary>
internal sealed class Arrows
{
    // What the SDK gives every source of a project with ImplicitUsings.
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly string[] Projects = ["src/IpAccess.Core", "src/IpAccess"];
    private static readonly Lazy<CSharpCompilation> Sources = new(Parse);

    private Arrows(IReadOnlyList<Arrow> all) => All = all;

    /// <summary>Each use of something outside its own folder, once for each source.</summary>
    public IReadOnlyList<Arrow> All { get; }

    /// <summary>The folders with sources, below their projects, such as <c>Allowlists/Versions</c>.</summary>
    public static IReadOnlySet<string> Folders { get; } =
        Files().Select(file => FolderOf(file)).Where(folder => folder.Length > 0).ToHashSet(StringComparer.Ordinal);

    /// <summary>The arrows of the sources as they are.</summary>
    public static Arrows Read() => new([.. Sources.Value.SyntaxTrees.SelectMany(tree => Of(Sources.Value, tree))]);

    /// <summary>The arrows of one more source, that stands in a folder.</summary>
    public static Arrows Of(string folder, string source)
    {
        var tree = CSharpSyntaxTree.ParseText(source, path: Repository.PathOf(Path.Combine("src", "IpAccess", folder, "Added.cs")));
        return new([.. Of(Sources.Value.AddSyntaxTrees(tree), tree)]);
    }

    /// <summary>The sources, in the order of their names.</summary>
    public static IEnumerable<string> Files() => Projects
        .Select(Repository.PathOf)
        .SelectMany(project => Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(project, file).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj")))
        .Order(StringComparer.Ordinal);

    /// <summary>The folder of a source below its project; empty for those at its top.</summary>
    public static string FolderOf(string file)
    {
        var parts = Path.GetRelativePath(Repository.PathOf("src"), file).Split(Path.DirectorySeparatorChar);
        return string.Join('/', parts[1..^1]);
    }

    private static CSharpCompilation Parse()
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => !Path.GetFileName(file).StartsWith("IpAccess", StringComparison.Ordinal))
            .Select(file => MetadataReference.CreateFromFile(file));
        var trees = Files().Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: file));
        return CSharpCompilation.Create("Sources", [CSharpSyntaxTree.ParseText(ImplicitUsings), .. trees], references);
    }

    private static IEnumerable<Arrow> Of(CSharpCompilation compilation, SyntaxTree tree)
    {
        var model = compilation.GetSemanticModel(tree);
        return tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
            .Select(name => model.GetSymbolInfo(name) is var found ? found.Symbol ?? found.CandidateSymbols.FirstOrDefault() : null)
            .Where(symbol => symbol is not (null or INamespaceSymbol))
            .SelectMany(symbol => TypesOf(symbol!))
            .Distinct(SymbolEqualityComparer.Default)
            .Select(type => new Arrow(FolderOf(tree.FilePath), Path.GetFileName(tree.FilePath), type!.ToDisplayString(), PlaceOf(type)));
    }

    // A member stands for the type that has it and for the one that it gives: a var names neither.
    private static IEnumerable<ITypeSymbol> TypesOf(ISymbol symbol) => symbol switch
    {
        ITypeSymbol type => [type],
        IMethodSymbol method => [method.ContainingType, method.ReturnType],
        IPropertySymbol property => [property.ContainingType, property.Type],
        IFieldSymbol field => [field.ContainingType, field.Type],
        ILocalSymbol local => [local.Type],
        IParameterSymbol parameter => [parameter.Type],
        _ => symbol.ContainingType is { } type ? [type] : [],
    };

    private static string? PlaceOf(ISymbol type) => type.Locations.FirstOrDefault(place => place.IsInSource) is { } place
        ? FolderOf(place.SourceTree!.FilePath)
        : null;
}

/// <summary>One use of a type.</summary>
/// <param name="Folder">The folder of the source that uses it.</param>
/// <param name="Source">The source.</param>
/// <param name="Type">The type's full name.</param>
/// <param name="Place">The folder that the type is in; empty for the top of a project, null where it is none of ours.</param>
internal sealed record Arrow(string Folder, string Source, string Type, string? Place)
{
    /// <summary>Whether the type is from outside and in one of these namespaces.</summary>
    public bool LeadsTo(params ReadOnlySpan<string> namespaces)
    {
        foreach (var name in namespaces)
        {
            if (Place is null && Type.StartsWith(name + ".", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Folder}/{Source}: {Type}";
}
