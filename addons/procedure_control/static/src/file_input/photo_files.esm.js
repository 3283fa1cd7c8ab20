import {
    Many2ManyBinaryField,
    many2ManyBinaryField,
} from "@web/views/fields/many2many_binary/many2many_binary_field";
import {FileInput} from "@web/core/file_input/file_input";
import {isMobileOS} from "@web/core/browser/feature_detection";
import {registry} from "@web/core/registry";

/** A file input that opens the camera of a phone. */
export class PhotoInput extends FileInput {
    static template = "procedure_control.PhotoInput";
}

/** Files handed in; on a phone also a photo, straight from its camera. */
export class PhotoFilesField extends Many2ManyBinaryField {
    static template = "procedure_control.PhotoFilesField";
    static components = {...Many2ManyBinaryField.components, PhotoInput};

    get hasCamera() {
        return this.env.isSmall || isMobileOS();
    }
}

registry.category("fields").add("procedure_files", {
    ...many2ManyBinaryField,
    component: PhotoFilesField,
});
