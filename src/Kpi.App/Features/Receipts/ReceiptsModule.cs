using Microsoft.Extensions.DependencyInjection;

namespace Kpi.App.Features.Receipts;

public static class ReceiptsModule
{
    public static IServiceCollection AddReceipts(this IServiceCollection services)
    {
        services.AddOptions<ReceiptsOptions>().BindConfiguration(ReceiptsOptions.Section);
        return services
            .AddSingleton<ReceiptStore>()
            .AddSingleton<ReceiptKeys>()
            .AddSingleton<SignReceipt>()
            .AddSingleton<VerifyReceipt>();
    }
}
