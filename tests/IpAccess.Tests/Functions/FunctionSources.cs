using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IpAccess.Tests.Functions;

/// <summary>Reads the sources of the Functions project, which these machines may not be able to compile.</summary>
internal static class FunctionSources
{
    /// <summary>The sources of the project, by file name.</summary>
    public static IReadOnlyDictionary<string, string> Files { get; } = Directory
        .EnumerateFiles(Repository.PathOf("src/IpAccessFunctions"), "*.cs")
        .ToDictionary(path => Path.GetFileName(path), File.ReadAllText, StringComparer.Ordinal);

    /// <summary>The HTTP functions of some sources.</summary>
    public static IReadOnlyList<Operation> Operations(IEnumerable<string> sources) =>
        [.. sources.SelectMany(Functions).Select(ToOperation)];

    /// <summary>The methods that are functions.</summary>
    public static IEnumerable<MethodDeclarationSyntax> Functions(string source) =>
        Nodes(source).OfType<MethodDeclarationSyntax>().Where(method => Attribute(method.AttributeLists, "Function") is not null);

    /// <summary>All that a source is made of.</summary>
    public static IEnumerable<SyntaxNode> Nodes(string source) =>
        CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes();

    private static Operation ToOperation(MethodDeclarationSyntax method)
    {
        var trigger = method.ParameterList.Parameters
            .Select(parameter => Attribute(parameter.AttributeLists, "HttpTrigger"))
            .Single(attribute => attribute is not null)!;
        var verbs = trigger.ArgumentList!.Arguments
            .Select(argument => argument.Expression)
            .OfType<LiteralExpressionSyntax>()
            .Select(verb => verb.Token.ValueText.ToUpperInvariant());
        var route = trigger.ArgumentList.Arguments.Single(argument => argument.NameEquals?.Name.ToString() == "Route").Expression;
        var name = Attribute(method.AttributeLists, "Function")!.ArgumentList!.Arguments[0].Expression;
        return new(((LiteralExpressionSyntax)name).Token.ValueText, string.Join(' ', verbs), Constant(route));
    }

    private static string Constant(ExpressionSyntax route) =>
        (string)typeof(Routes).GetField(((MemberAccessExpressionSyntax)route).Name.ToString())!.GetRawConstantValue()!;

    private static AttributeSyntax? Attribute(SyntaxList<AttributeListSyntax> lists, string name) =>
        lists.SelectMany(list => list.Attributes).SingleOrDefault(attribute => attribute.Name.ToString() == name);
}
