// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import java.util.Map;

/**
 * The log probability of a text under one layer of gated recurrent units, by loops over numbers.
 */
final class SlowTokens {

    private SlowTokens() {}

    /**
     * Returns log p(text given z).
     *
     * @param context the initial state before tanh, then what is added to the gates
     * @param h numbers of the state
     * @param e numbers of an embedding
     * @param v tokens of the vocabulary
     */
    static double logProbability(
            Map<String, double[]> w, double[] context, double[] text, int h, int e, int v) {
        double[] state = new double[h];
        for (int j = 0; j < h; j++) {
            state[j] = Math.tanh(context[j]);
        }
        int before = v + 1;
        double total = 0;
        for (double token : text) {
            if (Double.isNaN(token)) {
                break;
            }
            double[] embedded = new double[e];
            System.arraycopy(w.get("embedding.vectors"), before * e, embedded, 0, e);
            double[] a =
                    affine(
                            embedded,
                            w.get("recurrent.0.input.weight"),
                            w.get("recurrent.0.input.bias"));
            double[] p =
                    affine(
                            state,
                            w.get("recurrent.0.state.weight"),
                            w.get("recurrent.0.state.bias"));
            for (int j = 0; j < 3 * h; j++) {
                a[j] += context[h + j];
            }
            for (int j = 0; j < h; j++) {
                double r = 1 / (1 + Math.exp(-a[j] - p[j]));
                double u = 1 / (1 + Math.exp(-a[h + j] - p[h + j]));
                double n = Math.tanh(a[2 * h + j] + r * p[2 * h + j]);
                state[j] = (1 - u) * n + u * state[j];
            }
            double[] logits = affine(state, w.get("output.weight"), w.get("output.bias"));
            double sum = 0;
            for (double logit : logits) {
                sum += Math.exp(logit);
            }
            total += logits[(int) token] - Math.log(sum);
            before = (int) token;
        }
        return total;
    }

    private static double[] affine(double[] x, double[] weight, double[] bias) {
        double[] y = bias.clone();
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < y.length; j++) {
                y[j] += x[i] * weight[i * y.length + j];
            }
        }
        return y;
    }
}
