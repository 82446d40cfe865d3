package org.example;

import java.util.Arrays;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.variants.vmf.VonMisesFisher;

/** The density, a draw and a gradient of a von Mises-Fisher distribution, without any model. */
public final class OneDistribution {

    private OneDistribution() {}

    public static void main(String[] arguments) {
        ClassLoader loader = OneDistribution.class.getClassLoader();
        try (TensorRuntime runtime = Backends.find(loader).open()) {
            Tensor direction = runtime.tensor(new float[] {0, 0, 1}, Shape.of(1, 3));
            Tensor concentration =
                    runtime.keep(runtime.tensor(new float[] {2}, Shape.of(1)), true);
            try (GradientTape tape = GradientTape.record(runtime)) {
                VonMisesFisher q = VonMisesFisher.of(direction, concentration);
                System.out.println("log q(mu) = " + q.logProbability(direction).readFloats()[0]);
                Draw draw = q.draw(RandomKey.of(1), 1000);
                System.out.println(
                        "a draw: " + Arrays.toString(draw.z().slice(0, 0, 1).readFloats()));
                // E[mu . z] = coth kappa - 1 / kappa in three dimensions: 0.5373 at 2.
                Tensor mean = draw.z().mul(direction).sum(-1).mean();
                System.out.println("mean of mu . z: " + mean.readFloats()[0]);
                // Its derivative is 1 / kappa^2 - 1 / sinh^2 kappa: 0.1740 at 2.
                Tensor slope = tape.gradients(mean).of(concentration);
                System.out.println("its derivative in kappa: " + slope.readFloats()[0]);
            }
        }
    }
}
