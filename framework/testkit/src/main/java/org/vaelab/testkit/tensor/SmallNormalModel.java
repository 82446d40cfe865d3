// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.likelihood.Gaussian;
import org.vaelab.framework.model.KlDivergence;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.posterior.DiagonalNormalFamily;
import org.vaelab.framework.prior.StandardNormal;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.TensorRuntime;

/** A Gaussian auto-encoder 64-32-z2 with drawn weights, and data for it. */
final class SmallNormalModel {

    private static final int WIDTH = 64;
    private static final RandomKey KEY = RandomKey.of(11);

    private SmallNormalModel() {}

    static LatentVariableModel on(TensorRuntime runtime) {
        Euclidean space = new Euclidean(2);
        return new LatentVariableModel(
                runtime,
                DataShape.flat(WIDTH),
                mlp(runtime, "encoder", WIDTH, 2 * space.dimension()),
                new DiagonalNormalFamily(space),
                new StandardNormal(runtime, space),
                mlp(runtime, "decoder", space.dimension(), WIDTH),
                new Gaussian(new Gaussian.Fixed(1)),
                KlDivergence.of(Optional.empty()));
    }

    private static Mlp mlp(TensorRuntime runtime, String name, int inputs, int outputs) {
        return new Mlp(
                runtime,
                KEY.split(name),
                inputs,
                List.of(32),
                outputs,
                Activation.RELU,
                Initializer.FAN_IN);
    }

    static Examples data(int n) {
        byte[] levels = new byte[n * WIDTH];
        double[] uniform = KEY.split("data").uniform(levels.length);
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) (int) (256 * uniform[i]);
        }
        return Examples.greyLevels(WIDTH, levels);
    }
}
