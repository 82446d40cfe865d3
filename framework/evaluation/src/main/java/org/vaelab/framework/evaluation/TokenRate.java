// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.function.Function;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.record.EstimateKind;

/**
 * Nats per token of texts: {@code r = sum_i l_i / sum_i n_i} with l_i = -log p(x_i) or a bound of it, and
 * n_i tokens, the end of a text among them. The standard error is that of a {@link RatioOfMeans}.
 *
 * @param kind what r says of -log p(x) per token
 */
record TokenRate(double value, double standardError, EstimateKind kind, long samples, int texts) {

    /** The numbers behind the rate. */
    enum Source {
        /** The evidence lower bound of all test texts. */
        BOUND(Metrics.ELBO, ""),
        /** The importance-weighted estimate, of the texts that have one. */
        IMPORTANCE_WEIGHTED(Metrics.LOG_LIKELIHOOD, ".importanceWeighted");

        private final String metric;
        private final String suffix;

        Source(String metric, String suffix) {
            this.metric = metric;
            this.suffix = suffix;
        }

        /** Returns the metric whose values of single texts are used. */
        String metric() {
            return metric;
        }

        /** Returns the end of the names of metrics. */
        String suffix() {
            return suffix;
        }

        /** Returns log p(x), or its bound, of those test examples that have it. */
        PerExample logProbabilities(PerDatum perDatum) {
            return this == BOUND
                    ? PerExample.ofAll(perDatum.elbo())
                    : new PerExample(perDatum.estimated(), perDatum.logLikelihood());
        }
    }

    /** Computes a number from the rate, or says why there is none. */
    static Measurement measure(
            MetricContext subject,
            Source source,
            Function<TokenRate, Measurement.Measured> number) {
        if (subject.test().domain() != ValueDomain.TOKENS) {
            return new Measurement.Absent("the data are no texts");
        }
        if (!(subject.measured().get(source.metric()) instanceof Measurement.Measured measured)) {
            return new Measurement.Absent(source.metric() + " was not measured");
        }
        EstimateKind kind =
                measured.estimate().kind() == EstimateKind.EXACT
                        ? EstimateKind.EXACT
                        : EstimateKind.UPPER_BOUND;
        long samples = measured.estimate().samples();
        return source.logProbabilities(subject.perDatum())
                .measured(some -> number.apply(of(some, subject, kind, samples)));
    }

    private static TokenRate of(
            PerExample found, MetricContext subject, EstimateKind kind, long samples) {
        RatioOfMeans rate =
                RatioOfMeans.perValue(
                        found, subject.test(), (logProbability, tokens) -> -logProbability);
        return new TokenRate(
                rate.value(), rate.standardError(), kind, samples, found.rows().length);
    }
}
