// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import org.vaelab.framework.random.RandomKey;

/**
 * Word dropout (Bowman et al. 2016, section 3.1): token k becomes k + V, which an autoregressive
 * decoder is not shown. Each token is drawn by itself. Ends of texts stay NaN.
 *
 * @param share the probability, in single precision
 * @param vocabulary V
 */
public record WordDropout(float share, int vocabulary) implements ValueDraw {

    @Override
    public String keyName() {
        return "wordDropout";
    }

    @Override
    public ValueDomain domain() {
        return ValueDomain.TOKENS;
    }

    @Override
    public void draw(RandomKey key, float[] values) {
        float[] uniform = new float[values.length];
        key.uniform(uniform, 0, uniform.length);
        for (int i = 0; i < values.length; i++) {
            values[i] += uniform[i] < share ? vocabulary : 0;
        }
    }
}
