package {{package}};

import java.util.EnumSet;
import org.vaelab.testkit.contract.ArchitectureContract;

/** Checks shapes, rows, gradients and parameters for each kind of data and each set of settings. */
final class {{Name}}ContractTest extends ArchitectureContract {

    {{Name}}ContractTest() {
        super(
                "{{name}}",
                EnumSet.of(Data.VECTOR, Data.IMAGE, Data.SERIES),
                "{units: 5, activation: 'tanh'}",
                "{units: 4, skips: 1, activation: 'softplus', initializer: 'glorot'}");
    }
}
