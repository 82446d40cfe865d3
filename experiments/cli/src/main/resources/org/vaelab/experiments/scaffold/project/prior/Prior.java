package {{package}};

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.Tensor;

/** The settings of a prior of independent Laplace distributions with learned scales. */
@Part(value = "{{name}}", description = "independent Laplace distributions on R^d with learned scales")
public record {{Name}}Prior(
        @Setting(value = "scale b at which training starts, above 0", defaultValue = "1") double start)
        implements PriorPart {

    /** Checks the scale. The error message shows the line of the config. */
    public {{Name}}Prior {
        Counts.positive("start", start);
    }

    @Override
    public Prior create(PriorContext context) {
        Euclidean space = context.space(Euclidean.class, "prior {{name}}");
        Tensor initial = context.runtime().full(Math.log(start), space.eventShape());
        return new Laplace(space, Parameter.learned("logScale", initial));
    }

    /** The prior, {@code log p(z) = -sum_d [ |z_d| / b_d + log 2 b_d ]}, with log b learned, [D]. */
    record Laplace(Euclidean space, Parameter logScale) implements Prior {

        @Override
        public Tensor logProbability(Tensor z) {
            Tensor l = logScale.value();
            return z.abs().mul(l.neg().exp()).add(l).add(Math.log(2)).sum(-1).neg();
        }

        /** Draws differences of two exponentials. */
        @Override
        public Tensor sample(RandomKey key, int n) {
            Tensor l = logScale.value();
            Shape shape = Shape.of(n, space.dimension());
            Tensor up = l.runtime().exponential(key.split("up"), shape);
            return up.sub(l.runtime().exponential(key.split("down"), shape)).mul(l.exp());
        }

        /** Training and checkpoints know what is here, and nothing else. */
        @Override
        public List<Parameter> parameters() {
            return List.of(logScale);
        }
    }
}
