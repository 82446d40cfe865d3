// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.function.ToDoubleFunction;
import org.vaelab.framework.posterior.CodePosterior;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Part;

/**
 * How a codebook is used. Codes are counted over all positions of all test data; counting per batch
 * would depend on its size.
 *
 * <p>Defined for models with a {@link CodePosterior}.
 */
abstract class CodebookUse implements Metric {

    private final MetricDescription description;
    private final ToDoubleFunction<CodeCounts> use;

    private CodebookUse(String label, String sentence, ToDoubleFunction<CodeCounts> use) {
        this.description = MetricDescription.of(label, Direction.NEITHER, sentence);
        this.use = use;
    }

    @Override
    public MetricDescription description() {
        return description;
    }

    /** The exponential of the entropy of the codes: k if all are used alike. */
    @Part("codebookPerplexity")
    static final class Perplexity extends CodebookUse {
        Perplexity() {
            super(
                    "Codebook perplexity",
                    "The exponential of the entropy of the codes: k if all are used alike.",
                    CodeCounts::perplexity);
        }
    }

    /** The share of the k codes that some datum uses. */
    @Part("codebookUsage")
    static final class Usage extends CodebookUse {
        Usage() {
            super(
                    "Codebook usage",
                    "The share of the k codes that some datum uses.",
                    CodeCounts::usage);
        }
    }

    @Override
    public boolean isMeasuredWhereDefined() {
        return true;
    }

    @Override
    public Measurement.Measured measure(MetricContext subject) {
        // One example: finding all posteriors would waste time if inference is slow.
        if (!subject.model().tried(q -> q.first() instanceof CodePosterior)) {
            throw new UndefinedMetricException(
                    "the posterior of the first variable drawn has no codebook");
        }
        CodeCounts counts =
                subject.shared("evaluation.codes", CodeCounts.class, CodebookUse::count);
        return Measurement.Measured.number(use.applyAsDouble(counts), subject.test().size());
    }

    private static CodeCounts count(MetricContext subject) {
        CodeCounts[] counts = new CodeCounts[1];
        subject.forEachPosterior(
                subject.test().size(),
                (posterior, first, size) -> {
                    CodePosterior q = (CodePosterior) posterior.first();
                    if (counts[0] == null) {
                        counts[0] = new CodeCounts(q.codes());
                    }
                    for (int code : q.indices().readInts()) {
                        counts[0].add(code);
                    }
                });
        return counts[0];
    }

    static final class CodeCounts {

        private final long[] counts;

        CodeCounts(int codes) {
            counts = new long[codes];
        }

        void add(int code) {
            counts[code]++;
        }

        /** Returns {@code e^H} in codes, H the entropy of the empirical distribution; NaN without any. */
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
