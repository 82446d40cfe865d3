// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * How q(z), the mixture of the posteriors of all N data, is estimated from a batch of B data. The
 * point z is a draw from the posterior of datum i of the batch (Chen et al. 2018):
 *
 * <pre>
 *   q(z) ~ sum_j w_ij q(z given x_j)
 * </pre>
 */
public enum MinibatchEstimate {
    /**
     * Minibatch-weighted sampling, {@code w_ij = 1 / (N B)} (equation 3). It is too low: by the
     * factor N if all posteriors are equal. The total correlation of U units is then too high by (U
     * - 1) log N, a constant without gradient.
     */
    @JsonProperty("weighted")
    WEIGHTED {
        @Override
        double weight(int i, int j, int batch, double size) {
            return 1 / (size * batch);
        }
    },
    /**
     * Minibatch stratified sampling (appendix C.2), with M = B - 1: {@code w_ii = 1/N}, one other
     * datum has {@code (N - M) / (N M)}, and the rest {@code 1/M}. Its mean over batches without i
     * is q(z), so its logarithm is too low only by Jensen's inequality.
     */
    @JsonProperty("stratified")
    STRATIFIED {
        @Override
        double weight(int i, int j, int batch, double size) {
            if (i == j) {
                return 1 / size;
            }
            double others = batch - 1;
            boolean representative = j == (i + 1) % batch;
            return representative ? (size - others) / (size * others) : 1 / others;
        }
    };

    /** Returns the weight of datum j at a draw from the posterior of datum i. */
    abstract double weight(int i, int j, int batch, double size);

    /** Returns the logarithms of the weights, [B, B], row i at the draws of datum i. */
    Tensor logWeights(TensorRuntime runtime, int batch, int size) {
        double[] logs = new double[batch * batch];
        Arrays.setAll(logs, k -> Math.log(weight(k / batch, k % batch, batch, size)));
        return runtime.tensor(logs, Shape.of(batch, batch));
    }
}
