// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.tensor.ReferenceBackend;

/** One parameter, whose value is the number of the step that it was heard after. */
final class EarlyStopTest {

    private TensorRuntime runtime;
    private Parameter w;

    @BeforeEach
    void createParameter() {
        runtime = TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT64);
        try (TensorScope scope = runtime.scope()) {
            w = Parameter.learned("w", runtime.scalar(0));
        }
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    private EarlyStop stop(int patience) {
        return new EarlyStop(new TrainingSettings.EarlyStopping(10L, patience), List.of(w));
    }

    private void set(double value) {
        try (TensorScope scope = runtime.scope()) {
            w.assign(runtime.scalar(value));
        }
    }

    private double value() {
        return w.value().readDoubles()[0];
    }

    @Test
    void validatesEveryTenStepsAndAfterTheLast() {
        EarlyStop stop = stop(2);
        assertThat(stop.isDue(10, false)).isTrue();
        assertThat(stop.isDue(11, false)).isFalse();
        assertThat(stop.isDue(11, true)).isTrue();
        EarlyStop none = new EarlyStop(null, List.of(w));
        assertThat(none.isDue(10, true)).isFalse();
        assertThat(none.isOver()).isFalse();
    }

    @Test
    void onlyAHigherBoundIsBetterAndRestoresPatience() {
        EarlyStop stop = stop(2);
        set(1);
        assertThat(stop.hear(-5, false)).isTrue();
        set(2);
        assertThat(stop.hear(-5, false)).isFalse();
        assertThat(stop.isOver()).isFalse();
        set(3);
        assertThat(stop.hear(-4, false)).isTrue();
        set(4);
        assertThat(stop.hear(Double.NaN, false)).isFalse();
        assertThat(stop.isOver()).isFalse();
        assertThat(stop.hear(-6, false)).isFalse();
        assertThat(stop.isOver()).isTrue();
        stop.restoreBest();
        assertThat(value()).isEqualTo(3);
    }

    @Test
    void aMovingObjectiveCostsNoPatience() {
        EarlyStop stop = stop(1);
        stop.hear(-5, true);
        stop.hear(-6, true);
        assertThat(stop.isOver()).isFalse();
        stop.hear(-6, false);
        assertThat(stop.isOver()).isTrue();
    }

    @Test
    void withoutAnyBoundNothingIsRestored() {
        EarlyStop stop = stop(1);
        set(7);
        stop.restoreBest();
        assertThat(value()).isEqualTo(7);
    }

    @Test
    void goesOnFromWhatItSaved() {
        EarlyStop saved = stop(2);
        set(1);
        saved.hear(-5, false);
        saved.hear(-6, false);
        Map<String, Checkpoint.Array> arrays = new LinkedHashMap<>();
        Map<String, String> facts = new LinkedHashMap<>();
        saved.save(arrays, facts);

        EarlyStop loaded = stop(2);
        Map<String, Checkpoint.Array> left = new LinkedHashMap<>(arrays);
        loaded.load(new Checkpoint(arrays, facts), left);
        assertThat(left).as("arrays that nobody has taken").isEmpty();
        set(2);
        assertThat(loaded.hear(-5.5, false)).isFalse();
        assertThat(loaded.isOver()).isTrue();
        loaded.restoreBest();
        assertThat(value()).isEqualTo(1);
    }

    @Test
    void goesOnWhereNothingWasHeard() {
        Map<String, Checkpoint.Array> arrays = new LinkedHashMap<>();
        Map<String, String> facts = new LinkedHashMap<>();
        stop(2).save(arrays, facts);
        assertThat(arrays).isEmpty();
        EarlyStop loaded = stop(2);
        loaded.load(new Checkpoint(arrays, facts), arrays);
        assertThat(loaded.hear(-1e300, false)).isTrue();
    }

    @Test
    void withoutSettingsNothingIsSavedOrAskedFor() {
        EarlyStop none = new EarlyStop(null, List.of(w));
        Map<String, Checkpoint.Array> arrays = new LinkedHashMap<>();
        Map<String, String> facts = new LinkedHashMap<>();
        none.save(arrays, facts);
        assertThat(facts).isEmpty();
        none.load(new Checkpoint(arrays, facts), arrays);
        assertThatThrownBy(() -> stop(1).load(new Checkpoint(arrays, facts), arrays))
                .hasMessageStartingWith("the checkpoint does not say its ");
        stop(1).save(arrays, facts);
        facts.replaceAll((name, fact) -> fact.equals("0") ? fact : "best");
        assertThatThrownBy(() -> stop(1).load(new Checkpoint(arrays, facts), arrays))
                .hasMessageEndingWith(" is 'best', not a number");
    }
}
