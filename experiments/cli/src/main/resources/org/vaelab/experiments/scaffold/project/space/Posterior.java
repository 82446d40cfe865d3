package {{package}};

import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.LogGammas;

/**
 * Independent Kumaraswamy coordinates, for the B examples of a minibatch (Kumaraswamy 1980).
 *
 * <pre>
 *   z = (1 - e^(-E / b))^(1 / a),  E exponential
 *   log q(z) = sum_d [ log a + log b + (a - 1) log z + (b - 1) log(1 - z^a) ]
 * </pre>
 *
 * @param a at least 1, [B, D]
 * @param b at least 1, [B, D]
 */
public record {{Name}}Posterior(Tensor a, Tensor b) implements Posterior {

    @Override
    public Draw draw(RandomKey key, int samples) {
        Tensor logRest = a.runtime().exponential(key, a.shape().prepend(samples)).div(b).neg();
        Tensor logZ = logRest.expm1().neg().log().div(a);
        return Draw.of(logZ.exp(), logDensity(logZ, logRest));
    }

    /** Draws may round to 0 or 1. There the density is that of a point nearby. */
    @Override
    public Tensor logProbability(Tensor z) {
        Tensor logZ = z.maximum(Float.MIN_NORMAL).log();
        return logDensity(logZ, logZ.mul(a).expm1().neg().maximum(0x1p-25).log());
    }

    /** The log-density from log z and log(1 - z^a), [K, B]. */
    private Tensor logDensity(Tensor logZ, Tensor logRest) {
        return a.sub(1).mul(logZ).add(b.sub(1).mul(logRest)).add(a.log()).add(b.log()).sum(-1);
    }

    /** Returns the mean, {@code b B(1 + 1/a, b)}. */
    @Override
    public Tensor location() {
        Tensor c = a.reciprocal().add(1);
        return b.mul(LogGammas.logBeta(c, b).exp().cast(b.dtype()));
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.PATHWISE;
    }
}
