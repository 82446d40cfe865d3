package {{package}};

import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/** The settings of a prior of independent Laplace distributions. */
@Part(value = "{{name}}", description = "independent Laplace distributions on R^d")
public record {{Name}}Prior(
        @Setting(value = "scale b of each coordinate, above 0", defaultValue = "1") double scale)
        implements PriorPart {

    /** Checks the scale. The error message shows the line of the config. */
    public {{Name}}Prior {
        if (!(scale > 0 && Double.isFinite(scale))) {
            throw new IllegalArgumentException("scale must be above 0, but is " + scale);
        }
    }

    @Override
    public Prior create(PriorContext context) {
        return new Laplace(
                context.runtime(), context.space(Euclidean.class, "prior {{name}}"), scale);
    }

    /** The prior, {@code log p(z) = -sum_d [ |z_d| / b + log 2 b ]}. */
    record Laplace(TensorRuntime runtime, Euclidean space, double scale) implements Prior {

        @Override
        public Tensor logProbability(Tensor z) {
            return z.abs().div(scale).add(Math.log(2 * scale)).sum(-1).neg();
        }

        /** Draws differences of two exponentials. */
        @Override
        public Tensor sample(RandomKey key, int n) {
            Shape shape = Shape.of(n, space.dimension());
            Tensor up = runtime.exponential(key.split("up"), shape);
            return up.sub(runtime.exponential(key.split("down"), shape)).mul(scale);
        }
    }
}
