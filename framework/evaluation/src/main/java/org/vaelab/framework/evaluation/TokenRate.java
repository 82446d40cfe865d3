// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.function.Function;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.record.EstimateKind;

/**
 * Nats per token of texts: {@code r = sum_i l_i / sum_i n_i} with l_i = -log p(x_i) or a bound of it, and
 * n_i tokens, the end of a text among them.
 *
 * <pre>
 *   standard error of r = sqrt( 1/(N (N-1)) sum_i (l_i - r n_i)^2 ) / mean n
 * </pre>
 *
 * <p>That is the delta method for a ratio of means; NaN for one text.
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

    /** Returns the rate of the ratio of two sums. */
    static TokenRate of(double[] nats, double[] tokens, EstimateKind kind, long samples) {
        double allNats = 0;
        double allTokens = 0;
        for (int i = 0; i < nats.length; i++) {
            allNats += nats[i];
            allTokens += tokens[i];
        }
        double rate = allNats / allTokens;
        double squares = 0;
        for (int i = 0; i < nats.length; i++) {
            double residual = nats[i] - rate * tokens[i];
            squares += residual * residual;
        }
        double n = nats.length;
        double error = n > 1 ? Math.sqrt(squares / (n * (n - 1))) / (allTokens / n) : Double.NaN;
        return new TokenRate(rate, error, kind, samples, nats.length);
    }

    /** Computes a number from the rate, or says why there is none. */
    static Measurement measure(
            MetricContext subject, Source source, Function<TokenRate, Measurement> number) {
        if (subject.test().domain() != ValueDomain.TOKENS) {
            return new Measurement.Absent("the data are no texts");
        }
        if (!(subject.measured().get(source.metric()) instanceof Measurement.Measured measured)) {
            return new Measurement.Absent(source.metric() + " was not measured");
        }
        PerExample found = source.logProbabilities(subject.perDatum());
        double[] nats = new double[found.values().length];
        double[] tokens = new double[nats.length];
        for (int i = 0; i < nats.length; i++) {
            nats[i] = -found.values()[i];
            tokens[i] = subject.test().observed(found.rows()[i]);
        }
        EstimateKind kind =
                measured.estimate().kind() == EstimateKind.EXACT
                        ? EstimateKind.EXACT
                        : EstimateKind.UPPER_BOUND;
        return number.apply(of(nats, tokens, kind, measured.estimate().samples()));
    }
}
