package {{package}};

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.testkit.statistics.StatisticalAssertions;
import org.vaelab.testkit.tensor.GradientCheck;
import org.vaelab.testkit.tensor.ReferenceBackend;

/** Checks the posterior against its formulas. Change it with them. */
final class {{Name}}PosteriorTest {

    /** The probability that an assertion on random draws fails for a correct posterior. */
    private static final StatisticalAssertions RANDOM = StatisticalAssertions.at(1e-6);

    private static final RandomKey KEY = RandomKey.of(1);
    private static final double MU = -0.7;
    private static final double B = 0.6;

    private final TensorRuntime runtime =
            TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT64);
    private final TensorScope scope = runtime.scope();

    @AfterEach
    void close() {
        scope.close();
        runtime.close();
    }

    private Tensor location() {
        return runtime.tensor(new double[] {0.3, MU, 1.5, -2}, Shape.of(2, 2));
    }

    private Tensor logScale() {
        return runtime.tensor(new double[] {-0.4, 0.2, 0.5, -1.3}, Shape.of(2, 2));
    }

    private {{Name}}Posterior one() {
        return new {{Name}}Posterior(
                runtime.full(MU, Shape.of(1, 1)), runtime.full(Math.log(B), Shape.of(1, 1)));
    }

    @Test
    void theGradientsAreThoseOfTheFormulas() {
        GradientCheck check = GradientCheck.of(runtime);
        check.check(
                "draw",
                in -> new {{Name}}Posterior(in.get(0), in.get(1)).draw(KEY, 3).z(),
                location(),
                logScale());
        check.check(
                "log-density of a draw",
                in -> new {{Name}}Posterior(in.get(0), in.get(1)).draw(KEY, 3).logProbability(),
                location(),
                logScale());
        check.check(
                "divergence",
                in -> new {{Name}}Posterior(in.get(0), in.get(1)).klToStandardNormal(),
                location(),
                logScale());
    }

    @Test
    void aDrawHasTheDensityOfItsValue() {
        {{Name}}Posterior posterior = new {{Name}}Posterior(location(), logScale());
        Draw draw = posterior.draw(KEY, 5);
        double[] ofNoise = draw.logProbability().readDoubles();
        double[] ofValue = posterior.logProbability(draw.z()).readDoubles();
        assertThat(ofNoise).containsExactly(ofValue, within(1e-12));
    }

    @Test
    void drawsHaveTheDistribution() {
        RANDOM.distribution(
                "z",
                one().draw(KEY, 20_000).z().readDoubles(),
                z -> {
                    double s = (z - MU) / B;
                    return s < 0 ? 0.5 * Math.exp(s) : 1 - 0.5 * Math.exp(-s);
                });
    }

    @Test
    void theDivergenceIsTheMeanOfTheLogRatio() {
        Draw draw = one().draw(KEY, 50_000);
        StandardNormal prior = new StandardNormal(runtime, new Euclidean(1));
        double[] logRatio =
                draw.logProbability().sub(prior.logProbability(draw.z())).readDoubles();
        double divergence = one().klToStandardNormal().readDoubles()[0];
        RANDOM.mean("log q - log p", logRatio, divergence, 0.05);
    }
}
