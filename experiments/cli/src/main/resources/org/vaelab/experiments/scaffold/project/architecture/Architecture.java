package {{package}};

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Architecture.DecoderInput;
import org.vaelab.framework.network.Architecture.EncoderInput;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.InitialWeights;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Linear;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.Tensor;

/** Dense layers of one width, with a skip connection around each. */
@Part(value = "{{name}}", description = "dense layers with a skip connection around each")
public record {{Name}}Architecture(
        @Setting(value = "width of the layers, at least 1", defaultValue = "200") int units,
        @Setting(value = "layers with a skip connection, at least 1", defaultValue = "2") int skips,
        Activation activation,
        Initializer initializer)
        implements Architecture {

    /** Checks the settings. The error message shows the line of the config. */
    public {{Name}}Architecture {
        Counts.atLeastOne("units", units);
        Counts.atLeastOne("skips", skips);
    }

    @Override
    public Network encoder(EncoderInput input, Head head) {
        return new Layers(this, input.context(), input.seen().size() + input.beside(), head);
    }

    @Override
    public Decoder decoder(DecoderInput input, Head head) {
        return new Layers(this, input.context(), input.width() + input.beside(), head);
    }

    /** The decoder has the same layers. */
    @Override
    public Optional<Architecture> mirrored() {
        return Optional.of(this);
    }

    /** {@code h_0 = a(x W + b), h_i = h_(i-1) + a(h_(i-1) W_i + b_i)}, and an affine map to the head. */
    private static final class Layers implements Decoder {

        private final List<Linear> layers = new ArrayList<>();
        private final Linear last;

        Layers({{Name}}Architecture of, PartContext context, int inputs, Head head) {
            InitialWeights weights = of.weights(context);
            for (int i = 0; i <= of.skips(); i++) {
                int before = i == 0 ? inputs : of.units();
                layers.add(new Linear(weights.fold(i), before, of.units(), of.activation()));
            }
            last = new Linear(weights.split("last"), of.units(), head.width(), Activation.IDENTITY);
        }

        @Override
        public Tensor apply(Tensor x) {
            Tensor h = layers.get(0).apply(x);
            for (Linear layer : layers.subList(1, layers.size())) {
                h = h.add(layer.apply(h));
            }
            return last.apply(h);
        }

        @Override
        public void startAt(double[] mean, UnaryOperator<double[]> headOutput) {
            last.startAt(headOutput.apply(mean));
        }

        @Override
        public List<Parameter> parameters() {
            List<Parameter> all = new ArrayList<>(Component.numbered(layers));
            last.parameters().forEach(parameter -> all.add(parameter.within("last")));
            return all;
        }
    }
}
