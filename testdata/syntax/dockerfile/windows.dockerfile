# escape=`

FROM mcr.microsoft.com/windows/servercore:ltsc2022 AS runtime
SHELL ["powershell", "-Command", "$ErrorActionPreference = 'Stop';"]

ENV APP_HOME="C:\Program Files\Billing" `
    TEMP=C:\Temp

WORKDIR C:\billing
COPY bin\release\ C:\billing\
COPY ["config files\\app.json", "C:\\billing\\app.json"]

RUN Invoke-WebRequest -Uri https://example.com/vc.exe -OutFile vc.exe ; `
    # quiet, as nobody watches
    Start-Process .\vc.exe -ArgumentList "/quiet" -Wait ; `

    Remove-Item vc.exe -Force

EXPOSE 443
USER ContainerUser
CMD ["billing.exe", "--urls", "https://+:443"]
