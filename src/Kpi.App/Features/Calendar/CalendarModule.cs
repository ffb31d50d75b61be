using Microsoft.Extensions.DependencyInjection;

namespace Kpi.App.Features.Calendar;

public static class CalendarModule
{
    public static IServiceCollection AddCalendar(this IServiceCollection services) => services
        .AddSingleton<CalendarStore>()
        .AddSingleton<CalendarReader>()
        .AddSingleton<Deadlines>()
        .AddSingleton<DecidePeriod>()
        .AddSingleton<ManageExtensions>();
}
