// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.mcmc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.vaelab.framework.Internal;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/** The states of K chains for each of B data. Memory does not grow with the transitions. */
@Internal
public final class Chains implements AutoCloseable {

    private final Map<String, Tensor> kept = new LinkedHashMap<>();

    /** Begins at values [K, B, event] of each variable. */
    public Chains(Latents start) {
        start.byName()
                .forEach(
                        (name, value) -> {
                            Tensor z = value.z();
                            kept.put(name, z.runtime().keep(z, false));
                        });
    }

    private Tensor any() {
        return kept.values().iterator().next();
    }

    public TensorRuntime runtime() {
        return any().runtime();
    }

    /** Returns B. */
    public int data() {
        return any().shape().extent(1);
    }

    /** Returns K B. */
    public int count() {
        return any().shape().extent(0) * data();
    }

    public Latents z() {
        return Latents.of(kept);
    }

    private void moveTo(Latents z) {
        kept.forEach((name, old) -> runtime().assign(old, z.z(name)));
    }

    /** Makes one transition; returns the acceptance probability of each chain. */
    public double[] step(
            HamiltonianMonteCarlo sampler, LogDensity target, double[] stepSizes, RandomKey key) {
        return step(sampler, target, stepSizes, key, (from, to) -> {});
    }

    /** Makes a transition, which is seen before the chains move. */
    public double[] step(
            HamiltonianMonteCarlo sampler,
            LogDensity target,
            double[] stepSizes,
            RandomKey key,
            BiConsumer<Latents, Latents> seen) {
        try (TensorScope scope = runtime().scope()) {
            HamiltonianMonteCarlo.Transition moved = sampler.step(target, z(), stepSizes, key);
            seen.accept(z(), moved.z());
            moveTo(moved.z());
            return moved.acceptance();
        }
    }

    @Override
    public void close() {
        kept.values().forEach(z -> z.runtime().release(z));
    }
}
