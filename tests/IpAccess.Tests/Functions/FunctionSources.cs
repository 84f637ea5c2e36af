using IpAccess.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IpAccess.Tests.Functions;

/// <summary>Reads the sources of the Functions project, which these machines may not be able to compile.</summary>
internal static class FunctionSources
{
    private const string Trigger = "Trigger";

    /// <summary>The sources of the project, by file name.</summary>
    public static IReadOnlyDictionary<string, string> Files { get; } = Directory
        .EnumerateFiles(Repository.PathOf("src/IpAccessFunctions"), "*.cs")
        .ToDictionary(path => Path.GetFileName(path), File.ReadAllText, StringComparer.Ordinal);

    /// <summary>The functions of some sources.</summary>
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
            .SelectMany(parameter => parameter.AttributeLists)
            .SelectMany(list => list.Attributes)
            .Single(attribute => attribute.Name.ToString().EndsWith(Trigger, StringComparison.Ordinal));
        var arguments = trigger.ArgumentList!.Arguments;
        var name = Literal(Attribute(method.AttributeLists, "Function")!.ArgumentList!.Arguments[0].Expression);
        return trigger.Name.ToString() == "HttpTrigger"
            ? new(name, Verbs(arguments), Constant(arguments.Single(argument => argument.NameEquals?.Name.ToString() == "Route")))
            : new(name, trigger.Name.ToString(), Constant(arguments[0]));
    }

    private static string Verbs(IEnumerable<AttributeArgumentSyntax> arguments) => string.Join(' ', arguments
        .Select(argument => argument.Expression)
        .OfType<LiteralExpressionSyntax>()
        .Select(verb => Literal(verb).ToUpperInvariant()));

    private static string Literal(ExpressionSyntax expression) => ((LiteralExpressionSyntax)expression).Token.ValueText;

    // Written as the name of a type of the library and of its constant.
    private static string Constant(AttributeArgumentSyntax argument)
    {
        var constant = (MemberAccessExpressionSyntax)argument.Expression;
        var type = typeof(Routes).Assembly.GetTypes().Single(type => type.Name == constant.Expression.ToString());
        return (string)type.GetField(constant.Name.ToString())!.GetRawConstantValue()!;
    }

    private static AttributeSyntax? Attribute(SyntaxList<AttributeListSyntax> lists, string name) =>
        lists.SelectMany(list => list.Attributes).SingleOrDefault(attribute => attribute.Name.ToString() == name);
}
