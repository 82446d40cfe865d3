package {{package}};

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.health.HealthRule;
import org.vaelab.framework.health.Observations;
import org.vaelab.framework.record.HealthObservation;

/** What provokes the rule, and what does not. */
final class {{Name}}RuleTest {

    private static List<HealthRule.Diagnosis> found(IntToDoubleFunction bound) {
        List<HealthObservation> seen =
                IntStream.range(0, 20)
                        .mapToObj(
                                i ->
                                        new HealthObservation(
                                                50L * i,
                                                "model",
                                                false,
                                                Map.of(HealthObservation.BOUND, bound.applyAsDouble(i)),
                                                Map.of()))
                        .toList();
        return new {{Name}}Rule().examine(new Observations(seen));
    }

    @Test
    void aBoundThatRisesHasNoFinding() {
        assertThat(found(i -> -100.0 + i)).isEmpty();
    }

    @Test
    void aBoundThatStandsStillIsNamed() {
        assertThat(found(i -> Math.min(i, 5) - 100.0))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("-95.00"));
    }

    @Test
    void withoutTheSignalThereIsNoFinding() {
        assertThat(found(i -> Double.NaN)).isEmpty();
    }
}
