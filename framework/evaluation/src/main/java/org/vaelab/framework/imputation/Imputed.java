// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.imputation;

/**
 * The result of one chain for each of B data of D values. Observed values are unchanged.
 *
 * @param means E[x given z], averaged over the steps that count, [B, D]
 * @param last the last draw, [B, D]
 * @param logPredictive the mean over the missing values of a datum of {@code log 1/T sum_t p(x_d given z_t)}
 *     in nats, x_d being the true value and t the T steps that count, [B]
 * @param acceptance the share of proposals that were accepted, [B]; NaN where none is tested
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
public record Imputed(double[] means, double[] last, double[] logPredictive, double[] acceptance) {}
