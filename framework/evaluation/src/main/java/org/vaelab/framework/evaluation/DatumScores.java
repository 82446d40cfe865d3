// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

/**
 * The scores of each single datum, in nats.
 *
 * @param reconstruction E_q[log p(x given z)]
 * @param kl KL(q(z given x) || p(z))
 * @param perDatum the bound, {@code reconstruction - kl}, and where it is asked for log p(x) of
 *     every datum
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
public record DatumScores(double[] reconstruction, double[] kl, PerDatum perDatum) {}
