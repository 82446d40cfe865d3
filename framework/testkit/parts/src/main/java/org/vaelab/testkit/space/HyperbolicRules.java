// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.space;

import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.Curvature;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Hyperbolic;

/** Integrals over hyperbolic space: those over R^d with the density of the volume. */
final class HyperbolicRules {

    private HyperbolicRules() {}

    static IntegrationRule of(Hyperbolic hyperbolic) {
        int d = hyperbolic.dimension();
        Curvature c = hyperbolic.curvature();
        Parameter learned = c.learned();
        double s =
                learned == null
                        ? Math.sqrt(c.magnitude())
                        : Math.exp(0.5 * learned.value().readScalar());
        return IntegrationRule.of(new Euclidean(d))
                .through(new Chart(d, z -> z, z -> z, z -> Math.pow(stretch(s, z), d - 1)));
    }

    private static double stretch(double s, double[] z) {
        double square = 0;
        for (double coordinate : z) {
            square += coordinate * coordinate;
        }
        double r = s * Math.sqrt(square);
        return r < 1e-4 ? 1 + r * r / 6 : Math.sinh(r) / r;
    }
}
