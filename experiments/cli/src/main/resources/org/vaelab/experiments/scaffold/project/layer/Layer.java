package {{package}};

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.Layer;
import org.vaelab.framework.network.LayerPart.LayerInput;
import org.vaelab.framework.network.LayerPart;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;

/** A learned factor w of each number of a row: {@code y = w x}. Shapes stay. */
@Part(value = "{{name}}", description = "a learned factor of each number")
public record {{Name}}Layer(
        @Setting(value = "initial value of the factors, not 0", defaultValue = "0.1") double initial)
        implements LayerPart {

    /** Checks the settings. The error message shows the line of the config. */
    public {{Name}}Layer {
        if (!(Math.abs(initial) > 0)) {
            throw new SettingException("initial", "must not be 0, is " + initial);
        }
    }

    /** Makes the layer for the shape that reaches it: [features], or [channels, rows, columns]. */
    @Override
    public Layer create(LayerInput input) {
        Tensor start = input.context().runtime().ones(input.seen()).mul(initial);
        Parameter factor = Parameter.learned("factor", start);
        return new Layer(input.seen(), List.of(factor), x -> x.mul(factor.value()));
    }
}
