// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

/**
 * One number for each datum, in the order of the test examples.
 *
 * @param elbo the evidence lower bound, nats
 * @param logLikelihood the importance-weighted estimate of log p(x), nats, of the first examples;
 *     empty where it was not estimated
 * @param paretoK the shape k-hat of the tail of the importance weights, as long as {@code
 *     logLikelihood}; NaN where it is not defined
 * @param effectiveSampleSize {@code (sum w)^2 / sum w^2}, as long as {@code logLikelihood}
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
public record PerDatum(
        double[] elbo, double[] logLikelihood, double[] paretoK, double[] effectiveSampleSize) {}
