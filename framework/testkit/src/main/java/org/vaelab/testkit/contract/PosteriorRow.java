// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/** The posterior of one head output. */
final class PosteriorRow implements Distribution {

    /** Points whose density is computed at once, which bounds the memory of a check. */
    private static final int CHUNK = 20_000;

    private final TensorRuntime runtime;
    private final PosteriorFamily family;
    private final double[] head;
    private final Phase phase;

    PosteriorRow(TensorRuntime runtime, PosteriorFamily family, double[] head, Phase phase) {
        this.runtime = runtime;
        this.family = family;
        this.head = head.clone();
        this.phase = phase;
    }

    /** Returns this row with another head output. */
    PosteriorRow at(double[] other) {
        return new PosteriorRow(runtime, family, other, phase);
    }

    double[] head() {
        return head.clone();
    }

    /** Returns the distribution, in the present scope. */
    Posterior posterior() {
        return family.of(runtime.tensor(head, Shape.of(1, head.length)), phase);
    }

    /** Returns n equal distributions, and the head output that they share as n rows. */
    Posterior copies(Tensor heads) {
        return family.of(heads, phase);
    }

    /** Returns n rows of this head output. */
    Tensor rows(int n) {
        return runtime.vector(head).broadcastTo(Shape.of(n, head.length));
    }

    TensorRuntime runtime() {
        return runtime;
    }

    PosteriorFamily family() {
        return family;
    }

    private List<LatentSpace> factors() {
        List<LatentSpace> factors = new ArrayList<>();
        family.factors().values().forEach(factor -> factors.add(factor.space()));
        return factors.isEmpty() ? List.of(family.space()) : factors;
    }

    @Override
    public int width() {
        return family.space().eventShape().size();
    }

    @Override
    public double[] logDensity(double[] points) {
        return inLots(
                runtime,
                points,
                CHUNK,
                lot -> {
                    int n = lot.length / width();
                    Tensor z = runtime.tensor(lot, family.space().eventShape().prepend(n, 1));
                    return posterior().logProbability(z).readDoubles();
                });
    }

    @Override
    public double[] sample(RandomKey key, int n) {
        try (TensorScope scope = runtime.scope()) {
            return posterior().draw(key, n).z().readDoubles();
        }
    }

    @Override
    public Nodes nodes(double[] draws, RandomKey key) {
        return ReferenceNodes.of(factors(), draws, key);
    }

    @Override
    public double[] spoilt(double[] draws) {
        return Spoilt.in(factors(), draws);
    }
}
