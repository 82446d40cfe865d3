// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.tensor.Tensor;

/**
 * Lays every factor out in its own way, side by side.
 *
 * @param space the product
 * @param factors by name, in order
 */
record ProductNetworkInput(Product space, Map<String, NetworkInput> factors)
        implements NetworkInput {

    ProductNetworkInput {
        factors = Collections.unmodifiableMap(new LinkedHashMap<>(factors));
    }

    @Override
    public int width() {
        return factors.values().stream().mapToInt(NetworkInput::width).sum();
    }

    @Override
    public Tensor of(Tensor z) {
        List<Tensor> parts = space.split(z);
        List<Tensor> laidOut = new ArrayList<>();
        for (NetworkInput factor : factors.values()) {
            laidOut.add(factor.of(parts.get(laidOut.size())));
        }
        return Tensor.concatenate(laidOut, -1);
    }

    @Override
    public Optional<Grid> grid() {
        return Optional.empty();
    }

    /** Returns the parameters of all factors, named {@code factor.parameter}. */
    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        factors.forEach(
                (name, factor) -> factor.parameters().forEach(p -> all.add(p.within(name))));
        return all;
    }
}
