using System.Globalization;
using System.Text;
using IpAccess.Text;

namespace IpAccess.Tests.Text;

public sealed class ComposedTextTests
{
    // The source, and what it is in form C, as in the columns of Unicode's NormalizationTest.txt.
    [Theory]
    [InlineData("", "")]
    [InlineData("0041", "0041")]
    [InlineData("0065 0301", "00E9")]
    [InlineData("00E9", "00E9")]
    [InlineData("0041 030A", "00C5")]
    [InlineData("212B", "00C5")]
    [InlineData("2126", "03A9")]
    [InlineData("1E9B 0323", "1E9B 0323")]
    [InlineData("017F 0323 0307", "1E9B 0323")]
    [InlineData("0073 0307 0323", "1E69")]
    [InlineData("0064 0307 0323", "1E0D 0307")]
    [InlineData("01D6", "01D6")]
    [InlineData("0075 0308 0304", "01D6")]
    [InlineData("0075 0304 0308", "1E7B")]
    [InlineData("0344", "0308 0301")]
    [InlineData("0958", "0915 093C")]
    [InlineData("FB01", "FB01")]
    [InlineData("F900", "8C48")]
    [InlineData("2F800", "4E3D")]
    [InlineData("1D15E", "1D157 1D165")]
    [InlineData("1100 1161 11A8", "AC01")]
    [InlineData("AC00 11A8", "AC01")]
    [InlineData("AC01 11A8", "AC01 11A8")]
    [InlineData("0301 0065", "0301 0065")]
    [InlineData("0061 05AE 0300 0315 0062", "00E0 05AE 0315 0062")]
    [InlineData("0061 0315 0300 05AE 0300 0062", "00E0 05AE 0300 0315 0062")]
    [InlineData("1F600 0301", "1F600 0301")]
    public void Text_is_composed_as_Unicode_says(string source, string expected)
    {
        Assert.Equal(Text(expected), ComposedText.Of(Text(source)));
        Assert.Equal(Text(expected), ComposedText.Of(Text(expected)));
    }

    [Theory]
    [InlineData("Büro, 2. Stock")]
    [InlineData("Офис 東京 서울")]
    public void Text_that_has_nothing_to_compose_is_given_back_as_it_is(string text) => Assert.Same(text, ComposedText.Of(text));

    private static string Text(string points) => string.Concat(points
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(point => new Rune(int.Parse(point, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()));
}
