// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Walks;
import org.vaelab.framework.tensor.Tensor;

/**
 * All factors go from one value to another at once, each on its own way; a unit is led in its factor, while
 * the other factors stay.
 *
 * @param product whose values are led
 * @param factors the walks of the factors, in order
 */
record ProductWalks(Product product, List<Walks> factors) implements Walks {

    @Override
    public Tensor between(Tensor from, Tensor to, int steps) {
        List<Tensor> starts = product.split(from);
        List<Tensor> ends = product.split(to);
        List<Tensor> ways = new ArrayList<>();
        for (int i = 0; i < factors.size(); i++) {
            ways.add(factors.get(i).between(starts.get(i), ends.get(i), steps));
        }
        return product.join(ways);
    }

    @Override
    public Tensor alongUnit(Tensor z, int unit, int steps, Tensor draws) {
        int factor = 0;
        int first = 0;
        int count = units(product.factors().get(0));
        while (unit >= first + count) {
            first += count;
            factor++;
            count = units(product.factors().get(factor));
        }
        List<Tensor> parts = product.split(z);
        Tensor drawn = product.split(draws).get(factor);
        Tensor led = factors.get(factor).alongUnit(parts.get(factor), unit - first, steps, drawn);
        List<Tensor> all = new ArrayList<>();
        for (int i = 0; i < factors.size(); i++) {
            Tensor part = parts.get(i);
            all.add(
                    i == factor
                            ? led
                            : part.broadcastTo(part.shape().prepend(led.shape().extent(0))));
        }
        return product.join(all);
    }

    private static int units(LatentSpace factor) {
        return 1 + Arrays.stream(factor.units()).max().orElse(-1);
    }
}
