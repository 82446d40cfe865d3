// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The importance-weighted estimate of log p(x) with K draws: a row of {@code importance.csv}.
 *
 * <p>The draws of an example fall into disjoint blocks of K. The estimate of an example is the mean
 * over its blocks; k-hat is that of its first block.
 *
 * @param samples K, the number of draws of an estimate
 * @param blocks the number of blocks behind the estimate of an example
 * @param examples the number of test examples
 * @param logLikelihood the mean over examples in nats; NaN if that of an example is
 * @param standardError over examples, in nats; NaN with one example
 * @param unreliable the share of examples with unreliable k-hat; NaN if k-hat is not defined
 * @param notFitted the share of examples whose weights have no tail to fit; NaN if k-hat is not
 *     defined
 */
public record ImportancePoint(
        long samples,
        long blocks,
        int examples,
        double logLikelihood,
        double standardError,
        @JsonProperty("paretoK") double unreliable,
        @JsonProperty("paretoKNotFitted") double notFitted) {}
