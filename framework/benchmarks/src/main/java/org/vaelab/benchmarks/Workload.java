// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.likelihood.Bernoulli;
import org.vaelab.framework.model.ClosedFormKl;
import org.vaelab.framework.model.KlDivergence;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.posterior.DiagonalNormal;
import org.vaelab.framework.posterior.DiagonalNormalFamily;
import org.vaelab.framework.prior.StandardNormal;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.training.Trainer;
import org.vaelab.framework.training.TrainingSettings;

/**
 * The Gaussian auto-encoder on images of MNIST's size: 784-h-h-z, ReLU, Bernoulli likelihood, Adam,
 * dynamic binarisation, float32. The grey levels are drawn: what they are does not matter for time.
 */
final class Workload implements AutoCloseable {

    private static final int WIDTH = 784;
    private static final int EXAMPLES = 5000;
    static final RandomKey KEY = RandomKey.of(1);

    final TensorRuntime runtime;
    final LatentVariableModel model;
    final PreparedData data;
    final int batch;

    Workload(String backend, int threads, int hidden, int latent, int batch) {
        this.batch = batch;
        this.runtime =
                Backends.find(Workload.class.getClassLoader())
                        .open(backend, Backends.AUTO, threads, DType.FLOAT32);
        this.data = data();
        try (TensorScope scope = runtime.scope()) {
            this.model = model(runtime, hidden, latent);
        }
    }

    /** Returns the latent dimension that goes with a width: 784-400-400-z20 and 784-500-500-z50. */
    static int latent(int hidden) {
        return hidden == 500 ? 50 : 20;
    }

    /** Returns inputs and outputs of each layer, of the encoder and then of the decoder. */
    static int[][] layers(int hidden) {
        int latent = latent(hidden);
        return new int[][] {
            {WIDTH, hidden}, {hidden, hidden}, {hidden, 2 * latent},
            {latent, hidden}, {hidden, hidden}, {hidden, WIDTH}
        };
    }

    private static PreparedData data() {
        byte[] grey = new byte[EXAMPLES * WIDTH];
        double[] uniform = KEY.split("pixels").uniform(grey.length);
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) (int) (256 * uniform[i]);
        }
        Examples examples = Examples.greyLevels(WIDTH, grey);
        Dataset dataset =
                Dataset.of(
                        "drawn", new DataShape(1, 28, 28), examples, examples.first(1000), "drawn");
        return new Binarization.Dynamic().apply(dataset, 0);
    }

    private static LatentVariableModel model(TensorRuntime runtime, int hidden, int latent) {
        Euclidean space = new Euclidean(latent);
        return new LatentVariableModel(
                runtime,
                new DataShape(1, 28, 28),
                mlp(runtime, KEY.split("encoder"), WIDTH, hidden, 2 * latent),
                new DiagonalNormalFamily(space),
                new StandardNormal(runtime, space),
                mlp(runtime, KEY.split("decoder"), latent, hidden, WIDTH),
                new Bernoulli(),
                KlDivergence.of(
                        Optional.of(
                                new ClosedFormKl<>(
                                        DiagonalNormal.class,
                                        StandardNormal.class,
                                        (q, p) -> Fused.normalKl(q.mean(), q.logVariance())))));
    }

    private static Mlp mlp(
            TensorRuntime runtime, RandomKey key, int inputs, int hidden, int outputs) {
        return new Mlp(
                runtime,
                key,
                inputs,
                List.of(hidden, hidden),
                outputs,
                Activation.RELU,
                Initializer.FAN_IN);
    }

    /** Returns a trainer that takes the steps given, with Adam and one draw. */
    Trainer trainer(long steps) {
        Elbo elbo = new Elbo(1, KlMode.AUTO, Schedule.constant(1));
        TrainingSettings settings =
                new TrainingSettings(
                        steps, batch, null, null, null, null, null, Long.MAX_VALUE, null);
        return new Trainer(model, elbo, settings, KEY);
    }

    @Override
    public void close() {
        runtime.close();
    }
}
