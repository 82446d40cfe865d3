// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.List;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Sphere;

/**
 * Defects of samplers that a goodness-of-fit test must find: in a vector space a scale that is off
 * by a tenth, on a sphere a push of a tenth along the first axis, in a finite space one draw in ten
 * that is the first one once more.
 */
final class Spoilt {

    private static final double TENTH = 0.1;

    private Spoilt() {}

    /** Returns the draws of a sampler with the defect of the first factor of a product. */
    static double[] in(List<LatentSpace> factors, double[] draws) {
        LatentSpace first = factors.get(0);
        int width = factors.stream().mapToInt(space -> space.eventShape().size()).sum();
        int own = first.eventShape().size();
        double[] spoilt = in(first, ReferenceNodes.columns(draws, width, 0, own));
        for (int i = 0; i < draws.length / width; i++) {
            System.arraycopy(spoilt, i * own, draws, i * width, own);
        }
        return draws;
    }

    private static double[] in(LatentSpace space, double[] draws) {
        int width = space.eventShape().size();
        if (space instanceof Euclidean) {
            return stretched(draws, width);
        }
        if (space instanceof Sphere) {
            return pushed(draws, width);
        }
        return stuck(draws, width);
    }

    /** Stretches the draws around their mean. */
    static double[] stretched(double[] draws, int width) {
        double[] mean = ReferenceNodes.moments(draws, width)[0];
        for (int i = 0; i < draws.length; i++) {
            draws[i] = mean[i % width] + (1 + TENTH) * (draws[i] - mean[i % width]);
        }
        return draws;
    }

    private static double[] pushed(double[] draws, int width) {
        for (int i = 0; i < draws.length; i += width) {
            // Along the sphere: for draws around the first axis a push towards it is a new scale.
            draws[i] += TENTH;
            double square = 0;
            for (int j = i; j < i + width; j++) {
                square += draws[j] * draws[j];
            }
            for (int j = i; j < i + width; j++) {
                draws[j] /= Math.sqrt(square);
            }
        }
        return draws;
    }

    /** Replaces one draw in ten by the first. */
    static double[] stuck(double[] draws, int width) {
        for (int i = 0; i < draws.length / width; i += 10) {
            System.arraycopy(draws, 0, draws, i * width, width);
        }
        return draws;
    }
}
