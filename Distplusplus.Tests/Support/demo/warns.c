/* Warned about on purpose: what the compiler says must come home as it is. */
int first_of(const char *text)
{
    int unused_on_purpose;
    return text[0];
}
