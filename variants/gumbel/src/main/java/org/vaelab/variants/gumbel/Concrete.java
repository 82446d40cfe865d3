// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import org.vaelab.framework.tensor.Tensor;

/**
 * The Concrete distribution, or Gumbel-softmax: a relaxation of a categorical variable to the
 * simplex, with a temperature. The probabilities are proportional to alpha = e^logits.
 *
 * <pre>
 *   y = log softmax((log alpha + g) / temperature),  g_j standard Gumbel,  x = e^y
 * </pre>
 *
 * <p>As the temperature tends to 0, x tends to a unit vector, which is the j-th with probability
 * alpha_j / sum_i alpha_i. As it grows, x tends to the centre of the simplex. At any temperature,
 * the largest coordinate is the j-th with that same probability (Maddison, Mnih and Teh 2017,
 * proposition 1; Jang, Gu and Poole 2017).
 */
final class Concrete {

    private Concrete() {}

    /**
     * Returns (log alpha + g) / t, of which x is the softmax and y the log-softmax.
     *
     * @param logits log alpha, up to a constant, [..., k]
     * @param logExponentials log E = -g, E exponential of rate 1; broadcasts with the logits
     * @param temperature t, above 0
     */
    public static Tensor tempered(Tensor logits, Tensor logExponentials, double temperature) {
        return logits.sub(logExponentials).div(temperature);
    }

    /**
     * Returns the log-density of y = log x, the ExpConcrete distribution, in nats (Maddison et al.
     * 2017, appendix C.3):
     *
     * <pre>
     *   log (k-1)! + (k-1) log t + sum_j (log alpha_j - t y_j) - k log sum_j e^(log alpha_j - t y_j)
     * </pre>
     *
     * <p>It is a density in the log-ratios y_j - y_k for j below k, as in the paper. A density with
     * respect to y_1, ..., y_(k-1) has a further factor e^(-y_k), which cancels in a difference of
     * two log-densities. y does not underflow where x does: the result is finite for all finite
     * arguments.
     *
     * @param logits log alpha, up to a constant, [..., k]
     * @param temperature t, above 0
     * @param y with log-sum-exp 0, [..., k]; broadcasts with the logits
     * @return [...]
     */
    public static Tensor logDensity(Tensor logits, double temperature, Tensor y) {
        Tensor tilted = logits.sub(y.mul(temperature));
        int k = tilted.shape().extent(-1);
        return tilted.logSoftmax(-1).sum(-1).add(logScale(k, temperature));
    }

    /**
     * Returns log (k-1)! + (k-1) log t, the part of the log-density that depends neither on y nor
     * on alpha.
     *
     * @param k the number of categories
     * @param temperature t, above 0
     */
    public static double logScale(int k, double temperature) {
        double sum = (k - 1) * Math.log(temperature);
        for (int j = 2; j < k; j++) {
            sum += Math.log(j);
        }
        return sum;
    }
}
