namespace Kpi.Domain.Scoring.Changes;

/// <summary>Why a score is another in one run than in another. In this order the way from one run to the other is walked.</summary>
public enum ChangeCause
{
    /// <summary>Returns that counted before were replaced or sent back (đính chính).</summary>
    Corrections,

    /// <summary>Returns for the earlier run's period that came after it (nộp muộn).</summary>
    LateReturns,

    /// <summary>Formulas, applicability or elements of another version of the catalogue (định nghĩa).</summary>
    Definitions,

    /// <summary>Another map or another register: who belongs to what, who exists, of what class (địa giới, danh mục đơn vị).</summary>
    Geography,

    /// <summary>Other targets or another set: moves verdicts, never values (mục tiêu).</summary>
    Targets,

    /// <summary>Figures of other sources that one of the runs takes in place of returns, or other ones (số liệu nguồn khác).</summary>
    Figures,

    /// <summary>Other choices of the run: policy for missing returns, approved only, as known at (tùy chọn).</summary>
    Options,

    /// <summary>Another period's returns (số liệu kỳ mới).</summary>
    NewData,
}
