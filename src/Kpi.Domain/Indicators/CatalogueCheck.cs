using System.Collections.Immutable;

namespace Kpi.Domain.Indicators;

/// <summary>Whether the parts of a catalogue fit together. A schema sees shapes; this sees meaning.</summary>
public static class CatalogueCheck
{
    /// <summary>Every fault found; empty when the catalogue can be published.</summary>
    public static ImmutableArray<CatalogueFault> Faults(Catalogue catalogue)
    {
        var faults = ImmutableArray.CreateBuilder<CatalogueFault>();
        Twice("phần tử dữ liệu", "data element", catalogue.Elements.Select(e => e.Code), "elements");
        Twice("chỉ số", "indicator", catalogue.Indicators.Select(i => i.Code), "indicators");
        Twice("bộ mục tiêu", "target set", catalogue.TargetSets.Select(s => s.Code), "targetSets");
        Twice("điểm tổng hợp", "composite", catalogue.Composites.Select(c => c.Code), "composites");
        Twice("phiên bản biểu mẫu", "form version", catalogue.Forms.Select(f => $"{f.Code} {f.Version}"), "forms");

        foreach (var (i, element) in catalogue.Elements.Index().Where(e => e.Item.Min > e.Item.Max || e.Item.Min < 0))
            Say($"elements[{i}].min", $"{element.Code}: giới hạn {element.Min}–{element.Max} không hợp lệ", $"{element.Code}: bounds {element.Min} to {element.Max} are not usable");

        foreach (var (i, element) in catalogue.Elements.Index().Where(e => FormulaReader.Words.Contains(e.Item.Code)))
            Say($"elements[{i}].code", $"{element.Code}: từ này thuộc ngôn ngữ công thức, hãy đặt mã khác", $"{element.Code}: this is a word of the formula language; choose another code");

        foreach (var (i, form) in catalogue.Forms.Index())
        {
            var at = $"forms[{i}]";
            Twice($"phần tử trên biểu {form.Code}", $"element on form {form.Code}", form.Fields.Select(f => f.Element), null, at);
            foreach (var (s, section) in form.Sections.Index())
            {
                foreach (var (f, field) in section.Fields.Index().Where(f => catalogue.Element(f.Item.Element) is null))
                    Say($"{at}.sections[{s}].fields[{f}].element", $"Biểu {form.Code}: không có phần tử {field.Element}", $"Form {form.Code}: no data element {field.Element}");
            }

            foreach (var (r, rule) in form.Rules.Index()) CheckRule($"{at}.rules[{r}]", form, rule);
        }

        // A finding names its rule by the code alone, so that a code can belong to one form only.
        foreach (var rule in catalogue.Forms.SelectMany(f => f.Rules.Select(r => (r.Code, Form: f.Code))).Distinct().GroupBy(r => r.Code, StringComparer.Ordinal))
        {
            if (rule.Count() > 1) Say(PlaceOfRule(rule.Key), $"Quy tắc {rule.Key} có ở hai biểu", $"The rule {rule.Key} stands on two forms");
        }

        for (var i = 0; i < catalogue.Forms.Length; i++)
        {
            foreach (var other in catalogue.Forms.Skip(i + 1).Where(f => Meet(catalogue.Forms[i], f)))
            {
                Say(
                    $"forms[{i}].filedBy",
                    $"Biểu {catalogue.Forms[i].Code} {catalogue.Forms[i].Version} và {other.Code} {other.Version} cùng hiệu lực cho một loại đơn vị",
                    $"The forms {catalogue.Forms[i].Code} {catalogue.Forms[i].Version} and {other.Code} {other.Version} are in force together for one kind of unit");
            }
        }

        foreach (var (i, indicator) in catalogue.Indicators.Index()) CheckIndicator($"indicators[{i}]", indicator);

        if (catalogue.TargetSets is [{ Overrides: not null } first, ..])
            Say("targetSets[0].overrides", $"Bộ {first.Code} đứng đầu nên là bộ chính thức, không thể là bộ riêng của một tỉnh", $"The set {first.Code} stands first and is the official one; it cannot be a province's own");

        foreach (var (i, target) in catalogue.Targets.Index())
        {
            var at = $"targets[{i}]";
            var name = $"{target.Set}/{target.Indicator}";
            if (catalogue.Indicator(target.Indicator) is not { } judged) Say($"{at}.indicator", $"Mục tiêu {name}: không có chỉ số", $"Target {name}: no such indicator");
            else if (target.Comparison == Comparison.Done != (judged.Kind == IndicatorKind.Milestone))
                Say($"{at}.comparison", $"Mục tiêu {name}: 'done' chỉ dùng cho cột mốc", $"Target {name}: 'done' goes with milestones and only with them");
            if (catalogue.TargetSets.All(s => s.Code != target.Set)) Say($"{at}.set", $"Mục tiêu {name}: không có bộ mục tiêu", $"Target {name}: no such set");
            if (target.Value.Denominator <= 0 || target.Value.Numerator < 0) Say($"{at}.value", $"Mục tiêu {name}: giá trị sai", $"Target {name}: wrong value");
            CheckPath(at, target, name);
        }

        foreach (var (i, set) in catalogue.TargetSets.Index().Where(s => s.Item.Overrides is not null))
        {
            // One step only: a province's own set stands beside a national one, and nothing beside it.
            if (catalogue.TargetSet(set.Overrides!.Set) is not { Overrides: null })
            {
                Say($"targetSets[{i}].overrides", $"Bộ mục tiêu {set.Code}: không có bộ quốc gia {set.Overrides.Set} để đặt bên cạnh",
                    $"Target set {set.Code}: there is no national set {set.Overrides.Set} to stand beside");
            }
        }

        foreach (var (i, composite) in catalogue.Composites.Index()) CheckComposite($"composites[{i}]", composite);

        return faults.ToImmutable();

        void CheckComposite(string at, Composite composite)
        {
            var name = composite.Code;
            if (catalogue.TargetSet(composite.Set) is not { Overrides: null })
                Say($"{at}.set", $"Điểm tổng hợp {name}: không có bộ mục tiêu quốc gia {composite.Set}", $"Composite {name}: there is no national target set {composite.Set}");
            if (composite.LeastReported is not { Numerator: > 0 } || composite.LeastReported > Fraction.One)
                Say($"{at}.leastReported", $"Điểm tổng hợp {name}: tỷ lệ báo cáo ít nhất phải lớn hơn 0 và không quá 1", $"Composite {name}: the least reported share is above 0 and at most 1");
            if (composite.Levels.IsEmpty || composite.Levels.Contains(UnitLevel.Commune))
                Say($"{at}.levels", $"Điểm tổng hợp {name}: các cấp là nation, province, facility", $"Composite {name}: its levels are nation, province, facility");
            if (composite.Groups.IsEmpty || composite.Groups.Any(g => g.Indicators.IsEmpty))
                Say($"{at}.groups", $"Điểm tổng hợp {name}: phải có nhóm, mỗi nhóm phải có chỉ số", $"Composite {name}: it needs groups, and each group needs indicators");
            var (codes, indicators) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
            foreach (var (g, group) in composite.Groups.Index())
            {
                var place = $"{at}.groups[{g}]";
                if (!codes.Add(group.Code))
                {
                    Say($"{place}.code", $"Điểm tổng hợp {name}: nhóm {group.Code} xuất hiện hai lần, hoặc các dòng của nhóm ghi tên, trọng số khác nhau",
                        $"Composite {name}: the group {group.Code} stands twice, or its rows give different names or weights");
                }

                if (group.Weight <= 0) Say($"{place}.weight", $"Điểm tổng hợp {name}: trọng số phải lớn hơn 0", $"Composite {name}: a weight is above zero");
                foreach (var (k, part) in group.Indicators.Index())
                {
                    var where = $"{place}.indicators[{k}]";
                    if (part.Weight <= 0) Say($"{where}.weight", $"Điểm tổng hợp {name}: trọng số phải lớn hơn 0", $"Composite {name}: a weight is above zero");
                    if (!indicators.Add(part.Indicator))
                        Say($"{where}.indicator", $"Điểm tổng hợp {name}: chỉ số {part.Indicator} xuất hiện hai lần", $"Composite {name}: the indicator {part.Indicator} stands twice");
                    if (WhyNot(composite, part.Indicator) is { } why) Say($"{where}.indicator", $"Điểm tổng hợp {name}: {why.Vi}", $"Composite {name}: {why.En}");
                }
            }

            if (composite.Mean == CompositeMean.Geometric && composite.Groups.All(g => g.Weight > 0 && g.Indicators.All(i => i.Weight > 0))
                && composite.WeightsOf([.. composite.Indicators.Select(_ => true)]).Aggregate(System.Numerics.BigInteger.Zero, System.Numerics.BigInteger.Add) > Composite.HighestRoot)
            {
                Say($"{at}.groups", $"Điểm tổng hợp {name}: trung bình nhân cần trọng số đơn giản hơn (tổng các trọng số rút gọn không quá {Composite.HighestRoot})",
                    $"Composite {name}: a geometric mean needs simpler weights (reduced, they add up to at most {Composite.HighestRoot})");
            }
        }

        Text? WhyNot(Composite composite, string code)
        {
            if (catalogue.Indicator(code) is not { } indicator) return new($"không có chỉ số {code}", $"there is no indicator {code}");
            // A state with evidence has no number that could be averaged (policy Q24).
            if (indicator.Kind == IndicatorKind.Milestone) return new($"{code} là cột mốc, không có giá trị để lấy trung bình", $"{code} is a milestone; it has no value to average");
            if (!indicator.Active) return new($"{code} không được tính", $"{code} is not computed");
            return catalogue.Targets.Any(t => t.Set == composite.Set && t.Indicator == code && t.Value.Numerator > 0 && t.Scopes.Intersect(composite.Levels).Any())
                ? null
                : new($"{code} không có mục tiêu nào trong bộ {composite.Set} ở các cấp này", $"{code} has no target in the set {composite.Set} at these levels");
        }

        void CheckPath(string at, Target target, string name)
        {
            var path = target.Path;
            if (path == TargetPath.FromNothing) return;
            if (target.Comparison == Comparison.Done) Say($"{at}.path", $"Mục tiêu {name}: cột mốc không có lộ trình", $"Target {name}: a milestone has no path");
            if (path.From is { } from && (from.Day >= target.Due || from.Value >= target.Value))
            {
                Say($"{at}.path", $"Mục tiêu {name}: điểm xuất phát phải trước hạn và thấp hơn mục tiêu",
                    $"Target {name}: the baseline must lie before the due day and below the target");
            }

            if (path.Kind == PathKind.Compound)
            {
                if (path.From is not { Value.Numerator: > 0 } start)
                    Say($"{at}.path", $"Mục tiêu {name}: lộ trình theo tỷ lệ cần điểm xuất phát lớn hơn 0", $"Target {name}: a compound path needs a baseline above zero");
                else if (TargetPath.Months(start.Day, target.Due) is < 1 or > TargetPath.MostMonths)
                    Say($"{at}.path", $"Mục tiêu {name}: lộ trình theo tỷ lệ dài từ 1 đến {TargetPath.MostMonths} tháng", $"Target {name}: a compound path is 1 to {TargetPath.MostMonths} months long");
            }

            if (path.Kind == PathKind.Stepped == path.Steps.IsEmpty)
                Say($"{at}.path", $"Mục tiêu {name}: chỉ lộ trình theo bậc mới có các bậc", $"Target {name}: a stepped path, and only a stepped one, has steps");
            var (day, value) = (path.From?.Day ?? target.ValidFrom, path.From?.Value ?? Fraction.Zero);
            foreach (var step in path.Steps)
            {
                if (step.Day <= day || step.Day >= target.Due || step.Value < value || step.Value > target.Value)
                {
                    Say($"{at}.path", $"Mục tiêu {name}: các bậc phải tăng dần, trước hạn và không vượt mục tiêu",
                        $"Target {name}: steps must rise, before the due day and not beyond the target");
                    break;
                }

                (day, value) = (step.Day, step.Value);
            }
        }

        void CheckRule(string at, Form form, FormRule rule)
        {
            if (!rule.Check.IsCondition) Say($"{at}.check", $"Quy tắc {rule.Code} không phải là điều kiện", $"Rule {rule.Code} is not a condition");
            foreach (var (kind, element, _) in rule.Check.Quantities.Where(q => q.Element.Length > 0))
            {
                if (kind is QuantityKind.Own or QuantityKind.Last)
                {
                    if (form.Fields.All(f => f.Element != element))
                        Say($"{at}.check", $"Quy tắc {rule.Code}: biểu {form.Code} không hỏi {element}", $"Rule {rule.Code}: form {form.Code} does not ask for {element}");
                }
                else if (catalogue.Forms.All(f => f.Code == form.Code || f.Fields.All(x => x.Element != element)))
                {
                    Say($"{at}.check", $"Quy tắc {rule.Code}: không có biểu nào khác hỏi {element}", $"Rule {rule.Code}: no other form asks for {element}");
                }
            }

            if (rule.Check.Quantities.All(q => q.Kind != QuantityKind.Own))
                Say($"{at}.check", $"Quy tắc {rule.Code} không xét ô nào của biểu", $"Rule {rule.Code} looks at no cell of the form");
            if (rule.Check.Quantities.All(q => q.Index < catalogue.Elements.Length) && !FormulaBounds.Hold(rule.Check, catalogue))
                Say($"{at}.check", $"Quy tắc {rule.Code}: phép tính có thể vượt 63 bit", $"Rule {rule.Code}: the calculation could leave 63 bits");
            foreach (var place in rule.Places.Where(p => p >= rule.Check.Quantities.Length).Distinct())
            {
                Say($"{at}.message", $"Quy tắc {rule.Code}: thông báo nêu {{{place}}} nhưng công thức chỉ có {rule.Check.Quantities.Length} đại lượng",
                    $"Rule {rule.Code}: the message names {{{place}}}, but the check has {rule.Check.Quantities.Length} quantities only");
            }

            if (rule.Stages.IsEmpty) Say(at, $"Quy tắc {rule.Code} không có giai đoạn nào", $"Rule {rule.Code} has no stage");
            for (var i = 1; i < rule.Stages.Length; i++)
            {
                if (rule.Stages[i].Stage <= rule.Stages[i - 1].Stage || rule.Stages[i].From <= rule.Stages[i - 1].From)
                    Say($"{at}.stages", $"Quy tắc {rule.Code}: các giai đoạn phải theo thứ tự theo dõi, cảnh báo, chặn, ngày tăng dần", $"Rule {rule.Code}: stages go from shadow to warn to block, on rising days");
            }

            if (rule.ValidTo is { } end && rule.Stages.Any(s => s.From > end))
                Say($"{at}.validTo", $"Quy tắc {rule.Code} kết thúc trước khi một giai đoạn bắt đầu", $"Rule {rule.Code} ends before one of its stages begins");
        }

        void CheckIndicator(string at, Indicator indicator)
        {
            if (!indicator.Numerator.IsOfReturnAlone || indicator.Denominator is { IsOfReturnAlone: false })
                Say($"{at}.numerator", $"{indicator.Code}: last, within, month chỉ dùng được trong quy tắc", $"{indicator.Code}: last, within and month are for rules only");
            if (indicator.Kind == IndicatorKind.Ratio != indicator.Denominator is not null)
                Say($"{at}.denominator", $"{indicator.Code}: chỉ tỷ lệ mới có mẫu số", $"{indicator.Code}: a ratio, and only a ratio, has a denominator formula");
            if (indicator.Kind == IndicatorKind.Coverage && !indicator.Numerator.IsCondition)
                Say($"{at}.numerator", $"{indicator.Code}: tử số của độ bao phủ phải là điều kiện", $"{indicator.Code}: the numerator of a coverage must be a condition");
            var times = indicator.Elements.Select(catalogue.Element).OfType<DataElement>().Select(e => e.Time).Distinct().Count();
            if (times > 1) Say($"{at}.numerator", $"{indicator.Code}: trộn tồn và phát sinh", $"{indicator.Code}: mixes stocks and flows");
            if (indicator.Applies.Kinds.IsDefaultOrEmpty) Say($"{at}.applies.kinds", $"{indicator.Code}: không áp dụng cho ai", $"{indicator.Code}: applies to no kind of unit");
            foreach (var kind in indicator.Applies.Kinds)
            {
                var forms = catalogue.Forms.Where(f => f.FiledBy.Contains(kind)).ToArray();
                foreach (var element in indicator.Elements.Where(e => !forms.Any(f => f.Fields.Any(x => x.Element == e))))
                    Say($"{at}.applies.kinds", $"{indicator.Code}: biểu của {kind} không hỏi {element}", $"{indicator.Code}: no form of {kind} asks for {element}");
            }

            foreach (var part in indicator.Parts.Where(p => catalogue.Indicator(p) is null))
                Say($"{at}.parts", $"{indicator.Code}: không có chỉ số {part}", $"{indicator.Code}: no indicator {part}");
        }

        static bool Meet(Form one, Form other) =>
            one.FiledBy.Intersect(other.FiledBy).Any()
            && one.ValidFrom <= (other.ValidTo ?? DateOnly.MaxValue) && other.ValidFrom <= (one.ValidTo ?? DateOnly.MaxValue);

        string PlaceOfRule(string code) =>
            catalogue.Forms.Index().SelectMany(f => f.Item.Rules.Index().Select(r => (r.Item.Code, Place: $"forms[{f.Index}].rules[{r.Index}].code"))).Last(r => r.Code == code).Place;

        // The later of two is the one that was added.
        void Twice(string vi, string en, IEnumerable<string> codes, string? list, string at = "")
        {
            foreach (var code in codes.Index().GroupBy(c => c.Item, StringComparer.Ordinal).Where(g => g.Count() > 1))
                Say(list is null ? at : $"{list}[{code.Last().Index}]", $"Trùng {vi}: {code.Key}", $"The {en} {code.Key} stands twice");
        }

        void Say(string at, string vi, string en) => faults.Add(new CatalogueFault(at, new Text(vi, en)));
    }
}
