// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.posterior;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.vaelab.framework.Internal;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.Shared;
import org.vaelab.framework.posterior.CodePosterior;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;

/**
 * How a codebook is used. Codes are counted over all positions of all test data; counting per batch
 * would depend on its size. With several stages, the number is the mean over the stages, and each
 * stage has its own, such as {@code codebookUsage.stage1}.
 *
 * <p>Defined for models with a {@link CodePosterior}.
 *
 * @param use a number of the counts of a stage
 */
@Internal
public record CodebookUse(
        String label, String sentence, ToDoubleFunction<CodebookUse.CodeCounts> use)
        implements Metric {

    /** The exponential of the entropy of the codes: k if all are used alike. */
    public static final CodebookUse PERPLEXITY =
            new CodebookUse(
                    "Codebook perplexity, all positions",
                    "The exponential of the entropy of the codes of all positions together: k if all are used"
                            + " alike. Of several stages the mean.",
                    CodeCounts::perplexity);

    /** The share of the k codes that some datum uses. */
    public static final CodebookUse USAGE =
            new CodebookUse(
                    "Codebook usage",
                    "The share of the k codes that some datum uses; the others are dead. Of several stages the mean.",
                    CodeCounts::usage);

    private static final Shared<CodeCounts[]> COUNTS =
            new Shared<>("evaluation.codes", CodebookUse::count);

    @Override
    public MetricDescription description() {
        return MetricDescription.of(label, Direction.NEITHER, sentence);
    }

    @Override
    public Asked asked() {
        return Asked.WHERE_DEFINED;
    }

    @Override
    public Measured measure(MetricContext subject) {
        // One example: finding all posteriors would waste time if inference is slow.
        subject.undefinedIf(
                !subject.model().tried(q -> q.first() instanceof CodePosterior),
                "the posterior of the first variable drawn has no codebook");
        int examples = subject.test().size();
        double[] stages = Arrays.stream(subject.get(COUNTS)).mapToDouble(use).toArray();
        Map<String, Estimate> parts = new LinkedHashMap<>();
        for (int s = 0; stages.length > 1 && s < stages.length; s++) {
            parts.put("stage" + (s + 1), Measured.pure(stages[s], 0));
        }
        double mean = Arrays.stream(stages).average().orElse(Double.NaN);
        return new Measured(Measured.pure(mean, 0), examples, parts);
    }

    /** Returns the counts of each stage. */
    private static CodeCounts[] count(MetricContext subject) {
        List<CodeCounts> counts = new ArrayList<>();
        subject.forEachPosterior(
                subject.test().size(),
                (posterior, first, size) -> {
                    CodePosterior q = (CodePosterior) posterior.first();
                    while (counts.size() < q.stages()) {
                        counts.add(new CodeCounts(q.codes()));
                    }
                    int[] codes = q.indices().readInts();
                    for (int i = 0; i < codes.length; i++) {
                        counts.get(i % q.stages()).add(codes[i]);
                    }
                });
        return counts.toArray(CodeCounts[]::new);
    }

    static final class CodeCounts {

        private final long[] counts;

        CodeCounts(int codes) {
            counts = new long[codes];
        }

        void add(int code) {
            counts[code]++;
        }

        /**
         * Returns {@code e^H} in codes, H the entropy of the empirical distribution; NaN without
         * any.
         */
        double perplexity() {
            double total = 0;
            for (long count : counts) {
                total += count;
            }
            double entropy = 0;
            for (long count : counts) {
                entropy -= count == 0 ? 0 : count / total * Math.log(count / total);
            }
            return total == 0 ? Double.NaN : Math.exp(entropy);
        }

        /** Returns the share of codes that were used at all. */
        double usage() {
            int used = 0;
            for (long count : counts) {
                used += count > 0 ? 1 : 0;
            }
            return (double) used / counts.length;
        }
    }
}
