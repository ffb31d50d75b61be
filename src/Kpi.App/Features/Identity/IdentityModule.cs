using Microsoft.Extensions.DependencyInjection;

namespace Kpi.App.Features.Identity;

public static class IdentityModule
{
    public static IServiceCollection AddIdentity(this IServiceCollection services) => services
        .AddSingleton(_ => Roles.Shipped)
        .AddSingleton<UserStore>()
            .AddSingleton<SenderReader>()
        .AddSingleton<Accounts>()
        .AddSingleton<Passwords>()
        .AddSingleton<SignIn>()
        .AddSingleton<FirstAdministrator>()
        .AddSingleton<ChangePassword>()
        .AddSingleton<ManageUsers>()
        .AddSingleton<ActAs>()
        .AddSingleton<ApiKeys>();
}
