using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IpAccess.Tests.Functions;

public sealed class NoLogicTests
{
    private const string Middleware = "EscapedExceptions.cs";

    public static TheoryData<string> Files => [.. FunctionSources.Files.Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_Functions_project_decides_nothing(string file) =>
        Assert.Empty(Logic(FunctionSources.Files[file], mayCatch: file == Middleware));

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_function_is_one_call_of_the_operation_with_its_own_name(string file) =>
        Assert.All(FunctionSources.Functions(FunctionSources.Files[file]), method =>
        {
            var call = Assert.IsType<InvocationExpressionSyntax>(method.ExpressionBody?.Expression);
            var operation = Assert.IsType<MemberAccessExpressionSyntax>(call.Expression);
            var attribute = method.AttributeLists.SelectMany(list => list.Attributes).Single(attribute => attribute.Name.ToString() == "Function");
            Assert.Equal(method.Identifier.ValueText, operation.Name.ToString());
            Assert.Equal($"(\"{method.Identifier.ValueText.Replace("Async", string.Empty, StringComparison.Ordinal)}\")", attribute.ArgumentList?.ToString());
        });

    [Theory]
    [InlineData("if (a) { b(); }")]
    [InlineData("for (;;) { b(); }")]
    [InlineData("foreach (var a in b) { }")]
    [InlineData("while (a) { }")]
    [InlineData("do { } while (a);")]
    [InlineData("var a = b ? c : d;")]
    [InlineData("var a = b ?? c;")]
    [InlineData("var a = b && c;")]
    [InlineData("var a = b switch { _ => c };")]
    [InlineData("switch (a) { default: break; }")]
    [InlineData("try { } catch (Exception) { }")]
    public void A_decision_is_found(string statement) => Assert.NotEmpty(Logic(statement, mayCatch: false));

    private static IEnumerable<string> Logic(string source, bool mayCatch) => FunctionSources.Nodes(source)
        .Where(node => node is IfStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax
                or DoStatementSyntax or SwitchStatementSyntax or SwitchExpressionSyntax or ConditionalExpressionSyntax
            || node is BinaryExpressionSyntax { OperatorToken.ValueText: "??" or "&&" or "||" }
            || (node is CatchClauseSyntax && !mayCatch))
        .Select(node => node.ToString());
}
