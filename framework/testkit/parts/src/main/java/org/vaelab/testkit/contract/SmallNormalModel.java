// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.List;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.model.DeepGenerativeModel;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.testkit.family.ToyCoins;
import org.vaelab.testkit.family.ToyNormal;

/** An auto-encoder 64-32-z2 with drawn weights, and binary data for it. */
final class SmallNormalModel {

    private static final int WIDTH = 64;
    private static final RandomKey KEY = RandomKey.of(11);

    private SmallNormalModel() {}

    static LatentVariableModel on(TensorRuntime runtime) {
        Euclidean space = new Euclidean(2);
        ToyNormal.Family family = new ToyNormal.Family(2);
        DeepGenerativeModel generative =
                new DeepGenerativeModel(
                        runtime,
                        DataShape.flat(WIDTH),
                        Conditioning.NONE,
                        new DeepGenerativeModel.Root(
                                "z", new StandardNormal(runtime, space), space.networkInput()),
                        List.of(),
                        new DeepGenerativeModel.Output(
                                mlp(runtime, "decoder", space.dimension(), WIDTH), new ToyCoins()));
        Mlp encoder = mlp(runtime, "encoder", WIDTH, family.head().width());
        return new LatentVariableModel(
                generative,
                new AmortizedInference(new AmortizedInference.Encoder("z", encoder, family)),
                new KlRegistry(List.of()));
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
        byte[] bits = new byte[n * WIDTH];
        double[] uniform = KEY.split("data").uniform(bits.length);
        for (int i = 0; i < bits.length; i++) {
            bits[i] = (byte) (uniform[i] < 0.5 ? 0 : 1);
        }
        return Examples.binary(WIDTH, bits);
    }
}
