using System.Security.Cryptography;
using System.Text;
using Kpi.Domain;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Kpi.App.Features.Identity;

/// <summary>Hashing, making and judging passwords.</summary>
public sealed class Passwords
{
    // No 0 and O, no 1, l and I: one-time passwords are read aloud and typed from paper.
    private const string Letters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789";
    private const int OneTimeLength = 20, Shortest = 12, Longest = 256, DistinctLetters = 5;
    private readonly PasswordHasher<string> _hasher;
    private readonly Lazy<string> _nobody;

    public Passwords()
        : this(210_000)
    {
    }

    /// <param name="iterations">Rounds of PBKDF2 with HMAC-SHA512; tests take fewer.</param>
    internal Passwords(int iterations)
    {
        _hasher = new PasswordHasher<string>(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
        _nobody = new Lazy<string>(() => Hash(OneTime()));
    }

    public static string OneTime() => RandomNumberGenerator.GetString(Letters, OneTimeLength);

    public string Hash(string password) => _hasher.HashPassword("", Fold(password));

    /// <summary>Whether the password is the hashed one, and whether the hash should be made anew with today's strength.</summary>
    public (bool Right, bool Rehash) Verify(string hash, string password)
    {
        if (password.Length > Longest) return (false, false);
        var result = _hasher.VerifyHashedPassword("", hash, Fold(password));
        return (result != PasswordVerificationResult.Failed, result == PasswordVerificationResult.SuccessRehashNeeded);
    }

    /// <summary>Takes as long as a check, so that the time does not tell whether a login exists.</summary>
    public void VerifyNobody(string password) => Verify(_nobody.Value, password);

    /// <summary>Why a password of one's own choice is refused; null when it is not. Length counts, not signs and digits.</summary>
    public static Problem? WhyNot(string password, string login)
    {
        var folded = Fold(password);
        if (password.Length > Longest)
            return Refuse($"Mật khẩu dài quá {Longest} ký tự.", $"The password is longer than {Longest} characters.");
        if (folded.Length < Shortest)
            return Refuse($"Mật khẩu phải có ít nhất {Shortest} ký tự; một câu dễ nhớ là tốt nhất.", $"The password needs at least {Shortest} characters; a phrase you remember is best.");
        if (folded.Contains(login, StringComparison.OrdinalIgnoreCase))
            return Refuse("Mật khẩu không được chứa tên đăng nhập.", "The password must not contain the login.");
        if (folded.Distinct().Count() < DistinctLetters || folded.All(char.IsAsciiDigit) || IsRun(folded))
            return Refuse("Mật khẩu quá dễ đoán (lặp lại, dãy liên tiếp hoặc chỉ có chữ số).", "The password is too easy to guess (a repetition, a sequence or digits only).");
        return null;

        static Problem Refuse(string vi, string en) => Problem.Invalid("password-refused", vi, en);
    }

    private static bool IsRun(string text)
    {
        for (var i = 2; i < text.Length; i++) if (text[i] - text[i - 1] != text[1] - text[0]) return false;
        return true;
    }

    /// <summary>One form for the same letters: keyboards and systems compose Vietnamese differently.</summary>
    private static string Fold(string password) => password.Normalize(NormalizationForm.FormKC);
}
