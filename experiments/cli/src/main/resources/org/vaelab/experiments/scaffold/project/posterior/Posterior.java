package {{package}};

import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * Independent Laplace distributions per coordinate, for the B examples of a batch.
 *
 * <pre>
 *   z = mu + b s,  s ~ Laplace(0, 1)
 *   log q(z) = -sum_d [ |z_d - mu_d| / b_d + log 2 b_d ]
 * </pre>
 *
 * @param location mu, [B, D]
 * @param logScale log b, [B, D]
 */
public record {{Name}}Posterior(Tensor location, Tensor logScale) implements Posterior {

    private static final double LOG_TWO = Math.log(2);

    /**
     * {@inheritDoc}
     *
     * <p>The noise s is the difference of two exponentials. z is a smooth function of mu, b and s, so
     * its gradient is automatic. The log-density is computed from s: z - mu loses digits if b is
     * much smaller than mu.
     */
    @Override
    public Draw draw(RandomKey key, int samples) {
        Shape shape = location.shape().prepend(samples);
        Tensor up = location.runtime().exponential(key.split("up"), shape);
        Tensor down = location.runtime().exponential(key.split("down"), shape);
        Tensor noise = up.sub(down).cast(location.dtype());
        Tensor z = location.add(logScale.exp().mul(noise));
        return Draw.of(z, logDensity(noise));
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return logDensity(z.sub(location).div(logScale.exp()));
    }

    /** From standardised values [K, B, D] to [K, B]. */
    private Tensor logDensity(Tensor standardized) {
        return standardized.abs().add(logScale).add(LOG_TWO).sum(-1).neg();
    }

    /**
     * Returns KL(q || N(0, I)) in nats, [B]: {@code sum_d [ (mu^2 + 2 b^2 + log 2 pi) / 2 - 1 - log
     * 2b ]}. {@link {{Name}}Module} announces it. Without it, VaeLab estimates the KL from draws.
     */
    public Tensor klToStandardNormal() {
        double constant = 0.5 * Math.log(2 * Math.PI) - 1 - LOG_TWO;
        Tensor secondMoment = location.square().mul(0.5).add(logScale.mul(2).exp());
        return secondMoment.sub(logScale).add(constant).sum(-1);
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.PATHWISE;
    }
}
