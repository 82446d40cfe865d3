package {{package}};

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.IndependentValues;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/**
 * Bernoulli pixels with logits l that are flipped with probability f.
 *
 * <pre>
 *   p_d = f + (1 - 2 f) sigmoid(l_d)
 *   log p(x given z) = sum_d [ x_d log p_d + (1 - x_d) log(1 - p_d) ]
 * </pre>
 */
@Part(value = "{{name}}", description = "binary pixels that are flipped with a small probability")
public record {{Name}}Likelihood(
        @Setting(value = "probability f of a flip, above 0 and below 0.5", defaultValue = "0.01")
                double flip)
        implements Likelihood {

    /** The means from which a model starts keep this distance from the smallest and largest p. */
    private static final double MARGIN = 1e-3;

    /** Checks the probability. The error message shows the line of the config. */
    public {{Name}}Likelihood {
        if (!(flip > 0 && flip < 0.5)) {
            throw new IllegalArgumentException(
                    "flip must be above 0 and below 0.5, but is " + flip);
        }
    }

    @Override
    public Set<ValueDomain> domains() {
        return Set.of(ValueDomain.BINARY);
    }

    @Override
    public Head head(DataShape x) {
        return Head.of(Head.real("logits", x.size()));
    }

    @Override
    public OutputDistribution of(Tensor headOutput) {
        return new Pixels(headOutput.sigmoid().mul(1 - 2 * flip).add(flip));
    }

    @Override
    public void startAt(double[] mean, Decoder decoder) {
        decoder.startAt(mean, m -> Arrays.stream(m).map(this::logit).toArray());
    }

    private double logit(double mean) {
        double unflipped = (mean - flip) / (1 - 2 * flip);
        double inside = Math.min(Math.max(unflipped, MARGIN), 1 - MARGIN);
        return Math.log(inside / (1 - inside));
    }

    /** Independent pixels with probabilities p, [..., B, D]. */
    private record Pixels(Tensor p) implements IndependentValues {

        @Override
        public Tensor each(Tensor x) {
            return x.mul(p.log()).add(x.neg().add(1).mul(p.neg().log1p()));
        }

        @Override
        public Optional<Tensor> mean() {
            return Optional.of(p);
        }

        @Override
        public Tensor sample(RandomKey key) {
            return p.runtime().uniform(key, p.shape()).cast(p.dtype()).lt(p);
        }
    }
}
