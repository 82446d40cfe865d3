// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.FormerName;

/**
 * The section {@code evaluation} of a config.
 *
 * @param importanceSamples K, the draws per datum of the importance-weighted estimate of log p(x),
 *     default 500
 * @param importanceExamples on how many test examples log p(x) is estimated; absent: on all
 * @param samples draws per datum of the evidence lower bound, default 1
 * @param kl how its divergence is computed, default auto
 * @param metrics the names of further metrics, default none
 * @param maxDecoderRows the largest number of rows that a decoder may see at once, default 5000: the memory
 *     that evaluation takes. n times fewer where the likelihood asks for n numbers a value. It sees
 *     no more than 500 in any case, so that more than {@code 500 n} changes nothing
 * @param importanceChoice which examples are taken where not all are, of log p(x) and of metrics that
 *     take no more than so many, default random
 * @param importanceTarget the standard error of log p(x) for which K is chosen, datum by datum;
 *     absent: K is {@code importanceSamples} for all
 * @param ais annealed importance sampling of log p(x); absent: none
 */
public record EvaluationSettings(
        @AlsoKnownAs({"iwaeSamples", "numImportanceSamples", "nllSamples"})
                Integer importanceSamples,
        @Nullable Integer importanceExamples,
        Integer samples,
        KlMode kl,
        List<String> metrics,
        @FormerName("rows") Integer maxDecoderRows,
        ImportanceChoice importanceChoice,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ImportanceTarget importanceTarget,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable AnnealingSettings ais) {

    /** Fills in defaults, and checks the values. */
    public EvaluationSettings(
            @Nullable Integer importanceSamples,
            @Nullable Integer importanceExamples,
            @Nullable Integer samples,
            @Nullable KlMode kl,
            @Nullable List<String> metrics,
            @Nullable Integer maxDecoderRows,
            @Nullable ImportanceChoice importanceChoice,
            @Nullable ImportanceTarget importanceTarget,
            @Nullable AnnealingSettings ais) {
        this.importanceSamples =
                Counts.atLeastOne(
                        "importanceSamples", importanceSamples == null ? 500 : importanceSamples);
        this.importanceExamples =
                importanceExamples == null
                        ? null
                        : (Integer) Counts.atLeastOne("importanceExamples", importanceExamples);
        this.samples = Counts.atLeastOne("samples", samples == null ? 1 : samples);
        this.kl = kl == null ? KlMode.AUTO : kl;
        this.metrics = metrics == null ? List.of() : List.copyOf(metrics);
        this.maxDecoderRows =
                Counts.atLeastOne(
                        "maxDecoderRows", maxDecoderRows == null ? Blocks.ROWS : maxDecoderRows);
        this.importanceChoice =
                importanceChoice == null ? ImportanceChoice.RANDOM : importanceChoice;
        this.importanceTarget = importanceTarget;
        if (importanceTarget != null && importanceTarget.limit() < this.importanceSamples) {
            throw new IllegalArgumentException(
                    "importanceTarget.limit must be at least importanceSamples, "
                            + this.importanceSamples
                            + ", is "
                            + importanceTarget.limit());
        }
        this.ais = ais;
    }

    /** Creates settings without annealed importance sampling; of the examples some at random are taken. */
    public EvaluationSettings(
            @Nullable Integer importanceSamples,
            @Nullable Integer importanceExamples,
            @Nullable Integer samples,
            @Nullable KlMode kl,
            @Nullable List<String> metrics,
            @Nullable Integer maxDecoderRows) {
        this(
                importanceSamples,
                importanceExamples,
                samples,
                kl,
                metrics,
                maxDecoderRows,
                null,
                null,
                null);
    }

    /** Returns these settings with annealed importance sampling. */
    public EvaluationSettings with(AnnealingSettings annealing) {
        return new EvaluationSettings(
                importanceSamples,
                importanceExamples,
                samples,
                kl,
                metrics,
                maxDecoderRows,
                importanceChoice,
                importanceTarget,
                annealing);
    }

    /** Returns these settings with K chosen for each datum. */
    public EvaluationSettings with(ImportanceTarget target) {
        return new EvaluationSettings(
                importanceSamples,
                importanceExamples,
                samples,
                kl,
                metrics,
                maxDecoderRows,
                importanceChoice,
                target,
                ais);
    }

    /** Returns these settings with so many draws for every datum. */
    public EvaluationSettings withImportanceSamples(int draws) {
        return new EvaluationSettings(
                draws,
                importanceExamples,
                samples,
                kl,
                metrics,
                maxDecoderRows,
                importanceChoice,
                null,
                ais);
    }

    /** Returns the settings of a config that says nothing. */
    public static EvaluationSettings defaults() {
        return new EvaluationSettings(null, null, null, null, null, null);
    }
}
