// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import org.vaelab.framework.latent.UniformSphere;
import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.testkit.family.ToySphere;

/**
 * The KL of {@link ToySphere} from the uniform distribution, which has a closed form on the circle,
 * where the mean of {@code log |y + psi|^2} over uniform y is 0 for every psi within:
 *
 * <pre>
 *   KL = -log(1 - |psi|^2) = log(1 + |h|^2)
 * </pre>
 */
final class CircleModule extends VaeLabModule {

    @Override
    protected void announce() {
        kl(ToySphere.class, UniformSphere.class, (q, p) -> divergence(q));
    }

    private static Tensor divergence(ToySphere q) {
        if (q.space().dimension() != 1) {
            throw new IllegalArgumentException(q.space() + " is no circle");
        }
        return q.direction().square().sum(-1).log1p();
    }
}
