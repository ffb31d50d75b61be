using Kpi.App.Features.Audit;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.Domain;
using Kpi.Domain.Identity;

namespace Kpi.App.Features.Identity;

/// <summary>A person in whose name the operator of the machine acts, with that person's rights and limits.</summary>
public sealed record ActingPerson(Actor Actor, Access Access);

/// <summary>Lets the command line act for a person. The log says that it did.</summary>
public sealed class ActAs(Database database, UserStore store, Accounts accounts, UnitReader units, AuditTrail audit, TimeProvider clock)
{
    public async Task<Outcome<ActingPerson>> Run(string login, string doing, CancellationToken token)
    {
        var name = Accounts.Fold(login);
        var geography = await units.On(BusinessDay.Today(clock), token);
        return await database.Write(async session =>
        {
            if (await store.Find(session, name, token) is not { } found) return Accounts.NoSuchUser(login);
            var account = accounts.Of(found);
            if (account.Disabled)
            {
                return Problem.Forbidden("user-disabled",
                    $"Tài khoản “{name}” đã bị khoá nên không thể hành động thay.", $"The account “{name}” is disabled: nobody can act for it.");
            }

            await audit.Append(session, Actor.CommandLine, "user.acted-for", name, doing, token);
            return Outcome<ActingPerson>.Of(new ActingPerson(new Actor(account.Login), Access.Of(account.Grants, geography)));
        }, token);
    }
}
