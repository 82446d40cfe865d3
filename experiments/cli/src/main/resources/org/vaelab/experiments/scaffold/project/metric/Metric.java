package {{package}};

import java.util.Arrays;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.bound.BoundOrEstimate;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Part;

/** The mean ELBO of the tenth of the test examples with the lowest ELBO, in nats. */
@Part("{{name}}")
public final class {{Name}}Metric implements Metric {

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                        "Worst tenth",
                        Direction.HIGHER,
                        "The mean ELBO of the tenth of the test examples with the lowest ELBO.")
                .in("nats", EstimateKind.LOWER_BOUND);
    }

    @Override
    public Measurement.Measured measure(MetricContext context) {
        double[] elbo = BoundOrEstimate.BOUND.of(context).values();
        Arrays.sort(elbo);
        double[] worst = Arrays.copyOf(elbo, Math.max(1, elbo.length / 10));
        double mean = Arrays.stream(worst).average().orElseThrow();
        return new Measurement.Measured(
                Estimate.withoutError(mean, "nats", EstimateKind.LOWER_BOUND, 1), worst.length);
    }
}
