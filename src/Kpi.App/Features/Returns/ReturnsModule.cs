using Kpi.App.Features.Returns.Profiles;
using Microsoft.Extensions.DependencyInjection;

namespace Kpi.App.Features.Returns;

public static class ReturnsModule
{
    public static IServiceCollection AddReturns(this IServiceCollection services)
    {
        services.AddOptions<ReturnsOptions>().BindConfiguration(ReturnsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<ReturnStore>()
            .AddSingleton<ReadInTime>()
            .AddSingleton<ReadSheet>(services => services.GetRequiredService<ReadInTime>().Read)
            .AddSingleton<ReturnReader>()
            .AddSingleton<ReceiptReader>()
            .AddSingleton<GiveReceipt>()
            .AddSingleton<FindBackground>()
            .AddSingleton<ProfileStore>()
            .AddSingleton<ProfileReader>()
            .AddSingleton<LabelDictionaries>()
            .AddSingleton<ReadByProfile>()
            .AddSingleton<ProposeProfile>()
            .AddSingleton<ConfirmProfile>()
            .AddSingleton<JudgeReturns>()
            .AddSingleton<ReceiveReturn>()
            .AddSingleton<ProcessReturns>()
            .AddSingleton<ReviewReturn>()
            .AddSingleton<ReviewQueue>()
            .AddSingleton<CheckReturns>()
            .AddSingleton<ReturnHistory>()
            .AddSingleton<ReturnEvidenceStore>()
            .AddSingleton<ReturnEvidence>()
            .AddSingleton<ReturnMessageStore>()
            .AddSingleton<ReturnQuestions>()
            .AddSingleton<AnswerFinding>()
            .AddSingleton<TryRules>()
            .AddSingleton<IssueForm>()
            .AddSingleton<AnnotateReturn>();
    }
}
