package org.example;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.component.Optimizer;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.parts.likelihood.Bernoulli;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.variants.gaussian.DiagonalNormal;

/**
 * A VAE of tensors and networks, with a training loop of its own. Its images are bars (Foldiak
 * 1990).
 */
public final class ByHand {

    private static final int SIDE = 6;
    private static final int LATENT = 8;

    private final TensorRuntime runtime;
    private final Mlp encoder;
    private final Mlp decoder;

    private ByHand(TensorRuntime runtime, RandomKey key) {
        this.runtime = runtime;
        encoder = network(key.split("encoder"), SIDE * SIDE, 2 * LATENT);
        decoder = network(key.split("decoder"), LATENT, SIDE * SIDE);
    }

    private Mlp network(RandomKey key, int inputs, int outputs) {
        List<Integer> hidden = List.of(100);
        return new Mlp(runtime, key, inputs, hidden, outputs, Activation.RELU, Initializer.FAN_IN);
    }

    /**
     * Returns log p(x given z) + log p(z) - log q(z given x) of each image in nats, by one draw.
     */
    private Tensor elbo(Tensor x, RandomKey key) {
        Tensor h = encoder.apply(x);
        Tensor mean = h.slice(-1, 0, LATENT);
        DiagonalNormal q = new DiagonalNormal(mean, h.slice(-1, LATENT, 2 * LATENT));
        Draw draw = q.draw(key, 1);
        Tensor likelihood = new Bernoulli().of(decoder.apply(draw.z())).logProbability(x);
        Tensor prior = new StandardNormal(runtime, new Euclidean(LATENT)).logProbability(draw.z());
        return likelihood.add(prior).sub(draw.logProbability());
    }

    /** Returns images of which each row and each column is on with probability 1/6. */
    private Tensor bars(RandomKey key, int images) {
        Shape lines = Shape.of(images, SIDE);
        Tensor rows = runtime.uniform(key.split("rows"), lines).lt(1.0 / 6).expandDims(2);
        Tensor columns = runtime.uniform(key.split("columns"), lines).lt(1.0 / 6).expandDims(1);
        return rows.maximum(columns).reshape(images, SIDE * SIDE);
    }

    private double train(RandomKey key, int steps) {
        List<Parameter> parameters = new ArrayList<>(encoder.parameters());
        parameters.addAll(decoder.parameters());
        Schedule rate = new Schedule.Constant(2e-3);
        Optimizer adam = new OptimizerSettings.Adam(rate, 0.9, 0.999, 1e-8).create();
        for (int step = 0; step < steps; step++) {
            RandomKey own = key.fold(step);
            try (TensorScope scope = runtime.scope();
                    GradientTape tape = GradientTape.record(runtime)) {
                Tensor loss = elbo(bars(own.split("bars"), 100), own.split("z")).mean().neg();
                adam.step(parameters, tape.gradients(loss), new Optimizer.Step(step, 2e-3));
            }
        }
        return elbo(bars(key.split("test"), 1000), key.split("z")).mean().readFloats()[0];
    }

    public static void main(String[] arguments) {
        try (TensorRuntime runtime = Backends.find(ByHand.class.getClassLoader()).open()) {
            double bound = new ByHand(runtime, RandomKey.of(1)).train(RandomKey.of(2), 1500);
            // Twelve independent bars have 12 H(1/6) = 5.41 nats, pixels that know of no bars 22.2.
            System.out.printf("bound of bars: %.2f nats%n", bound);
            if (!(bound > -11 && bound < -5)) {
                throw new AssertionError("the model has not learned the bars");
            }
        }
    }
}
