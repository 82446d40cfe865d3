package {{package}};

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.IndependentValues;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/**
 * Independent Laplace values whose location and scale the decoder chooses.
 *
 * <pre>
 *   log p(x given z) = -sum_d [ |x_d - m_d| / b_d + log 2 b_d ],  b above a least scale
 * </pre>
 */
@Part(value = "{{name}}", description = "real values with a Laplace density, each with its own scale")
public record {{Name}}Likelihood(
        @Setting(value = "scale at which training starts, above 0", defaultValue = "0.2") double start,
        @Setting(value = "what every scale stays above, above 0", defaultValue = "0.01") double least)
        implements Likelihood {

    /** Checks the settings. The error message shows the line of the config. */
    public {{Name}}Likelihood {
        Counts.positive("least", least);
        if (!(start > least && Double.isFinite(start))) {
            throw new IllegalArgumentException(
                    "start must be above least, " + least + ", but is " + start);
        }
    }

    @Override
    public Set<ValueDomain> domains() {
        return Set.of(ValueDomain.REAL, ValueDomain.UNIT_INTERVAL, ValueDomain.GREY_LEVELS);
    }

    @Override
    public Head head(DataShape x) {
        return Head.of(Head.real("location", x.size()), Head.positive("scale", x.size()));
    }

    @Override
    public Values of(Tensor headOutput) {
        DataShape half = DataShape.flat(headOutput.shape().extent(-1) / 2);
        List<Tensor> parameters = head(half).split(headOutput);
        return new Values(parameters.get(0), parameters.get(1).add(least));
    }

    /** The raw output: all locations, then all scales before their softplus, log(e^b - 1). */
    @Override
    public void startAt(double[] mean, Decoder decoder) {
        double rawScale = Math.log(Math.expm1(start - least));
        decoder.startAt(
                mean,
                m -> {
                    double[] raw = Arrays.copyOf(m, 2 * m.length);
                    Arrays.fill(raw, m.length, raw.length, rawScale);
                    return raw;
                });
    }

    /** Independent values with locations m and scales b, [..., B, D]. */
    record Values(Tensor location, Tensor scale) implements IndependentValues {

        @Override
        public Tensor each(Tensor x) {
            return x.sub(location).abs().div(scale).add(scale.mul(2).log()).neg();
        }

        @Override
        public Optional<Tensor> mean() {
            return Optional.of(location);
        }

        /** Draws differences of two exponentials. */
        @Override
        public Tensor sample(RandomKey key) {
            Tensor up = location.runtime().exponential(key.split("up"), location.shape());
            Tensor down = location.runtime().exponential(key.split("down"), location.shape());
            return up.sub(down).cast(location.dtype()).mul(scale).add(location);
        }
    }
}
