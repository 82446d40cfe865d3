package {{package}};

import java.util.Optional;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.testkit.contract.EstimatorContract;

/** Compares bound and gradient with their exact expectations. */
final class {{Name}}ContractTest extends EstimatorContract {

    {{Name}}ContractTest() {
        super("{{name}}", 2, "{samples: 2, power: 0.5}");
    }

    /** The bound of two draws, {@code 2 log 1/2 sum_k sqrt w_k}, by the formula of the contract. */
    @Override
    protected Tensor bound(Tensor logWeights) {
        return super.bound(logWeights.mul(0.5)).mul(2);
    }

    @Override
    protected Optional<String> settingsOfOneDraw() {
        return Optional.of("{samples: 1}");
    }
}
